import type { Block, Text } from '../api/types';
import { byteLength } from './bytes';

/** What the reading pane shows, in order. */
export type Piece =
  | { kind: 'page'; label: string; number: number }
  | { kind: 'block'; block: Block; clause: string | undefined; heading: number; pageCuts: { at: number; label: string }[] }
  | { kind: 'table'; key: number; rows: Block[][] };

/** Pieces in chunks, so that a browser lays out only those on the screen. */
export interface Chunk {
  start: number;
  end: number;
  pieces: Piece[];
}

const chunkPieces = 40;

/** Lays out the running text of a document: page marks, paragraphs, tables. */
export function layOut(text: Text): Chunk[] {
  const clauseAt = new Map(text.clauses.map((c) => [c.start, c]));
  const pages = text.pages.map((p, i) => ({ label: p.label || String(i + 1), number: i + 1, start: p.start }));
  const pieces: Piece[] = [];
  let page = 0;
  const body = text.blocks.filter((b) => b.end <= text.body_end);
  for (let i = 0; i < body.length; i++) {
    const block = body[i];
    if (!block) continue;
    for (let p = pages[page]; p && p.start <= block.start; p = pages[++page]) {
      pieces.push({ kind: 'page', label: p.label, number: p.number });
    }
    if (block.kind === 'table_cell' && block.table) {
      const cells = [block];
      for (let next = body[i + 1]; next?.kind === 'table_cell' && next.table === block.table; next = body[i + 1]) {
        cells.push(next);
        i++;
      }
      pieces.push({ kind: 'table', key: block.start, rows: rowsOf(cells) });
      continue;
    }
    const pageCuts = [];
    for (let p = pages[page]; p && p.start < block.end; p = pages[++page]) pageCuts.push({ at: p.start, label: p.label });
    const clause = clauseAt.get(block.start);
    pieces.push({ kind: 'block', block, clause: clause?.id, heading: headingLevel(block, clause), pageCuts });
  }
  const chunks: Chunk[] = [];
  let start = 0;
  for (let i = 0; i < pieces.length; i += chunkPieces) {
    const part = pieces.slice(i, i + chunkPieces);
    const end = Math.max(start, ...part.map(endOf));
    chunks.push({ start, end, pieces: part });
    start = end;
  }
  return chunks;
}

function endOf(piece: Piece): number {
  switch (piece.kind) {
    case 'page':
      return 0;
    case 'block':
      return piece.block.end;
    case 'table':
      return piece.rows.at(-1)?.at(-1)?.end ?? 0;
  }
}

/** 1 or 2 for a block that is a heading, by its style or because its clause has no other words; else 0. */
function headingLevel(block: Block, clause: Text['clauses'][number] | undefined): number {
  const bare = clause !== undefined && clause.heading !== '' && block.end - block.start <= (byteLength(clause.number) + byteLength(clause.heading)) * 1.2 + 3;
  if (bare) return clause.level === 1 ? 1 : 2;
  if (block.kind !== 'heading') return 0;
  return (block.level ?? 1) === 1 ? 1 : 2;
}

function rowsOf(cells: Block[]): Block[][] {
  const rows = new Map<number, Block[]>();
  for (const cell of cells) {
    const row = rows.get(cell.row ?? 0);
    if (row) row.push(cell);
    else rows.set(cell.row ?? 0, [cell]);
  }
  return [...rows.values()];
}

/** Foot- and endnotes, and reviewers' comments: they stand after the running text. */
export function notesOf(text: Text): Block[] {
  return text.blocks.filter((b) => b.kind === 'footnote' || b.kind === 'comment');
}
