import type { Span } from '../api/types';

/** A text whose offsets are bytes of its UTF-8, as the API counts, cut into strings. */
export class Source {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder();

  constructor(text: string) {
    this.#bytes = new TextEncoder().encode(text);
  }

  get length(): number {
    return this.#bytes.length;
  }

  cut(start: number, end: number): string {
    return this.#decoder.decode(this.#bytes.subarray(start, end));
  }
}

/** A stretch of text and the marks that lie over all of it. */
export interface Segment<M> {
  start: number;
  end: number;
  marks: M[];
}

/**
 * Cuts [start, end) wherever a mark begins or ends, or at one of the further cuts. Marks
 * may overlap and reach beyond; marks keep their order within a segment.
 */
export function segments<M extends Span>(start: number, end: number, marks: readonly M[], cuts: readonly number[] = []): Segment<M>[] {
  const inside = marks.filter((m) => m.start < end && m.end > start);
  const edges = new Set([start, end]);
  for (const at of [...inside.flatMap((m) => [m.start, m.end]), ...cuts]) {
    if (at > start && at < end) edges.add(at);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const out: Segment<M>[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const from = sorted[i] ?? start;
    const to = sorted[i + 1] ?? end;
    out.push({ start: from, end: to, marks: inside.filter((m) => m.start <= from && m.end >= to) });
  }
  return out;
}
