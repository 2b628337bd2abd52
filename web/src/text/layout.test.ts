import { describe, expect, it } from 'vitest';
import type { Block, Text } from '../api/types';
import { layOut, notesOf } from './layout';

function textOf(blocks: Block[], pages: number[]): Text {
  const end = Math.max(0, ...blocks.filter((b) => b.kind !== 'footnote' && b.kind !== 'furniture').map((b) => b.end));
  return {
    text: '',
    body_end: end,
    blocks,
    pages: pages.map((start, i) => ({ label: String(i + 1), start, width: 595, height: 842 })),
    clauses: [{ id: 'c1', number: '1', path: '1', heading: '', level: 1, page: 1, start: 0, end: 10 }],
    definitions: [],
    notes: [],
    revisions: [],
    warnings: [],
  };
}

function outline(text: Text): string[] {
  return layOut(text)
    .flatMap((c) => c.pieces)
    .map((p) => {
      if (p.kind === 'page') return `page ${p.label}`;
      if (p.kind === 'table') return `table ${p.rows.map((r) => r.map((c) => c.start).join(',')).join('/')}`;
      return `${p.heading > 0 ? 'heading' : 'block'} ${p.block.start}${p.clause ? ` ${p.clause}` : ''}${p.pageCuts.map((c) => ` |${c.label}@${c.at}`).join('')}`;
    });
}

describe('layOut', () => {
  it('puts page marks between blocks, and inside those that run over a page', () => {
    const text = textOf(
      [
        { kind: 'heading', start: 0, end: 10 },
        { kind: 'paragraph', start: 11, end: 50 },
        { kind: 'paragraph', start: 51, end: 60 },
      ],
      [0, 30, 51, 51],
    );
    expect(outline(text)).toEqual(['page 1', 'heading 0 c1', 'block 11 |2@30', 'page 3', 'page 4', 'block 51']);
  });

  it('sees a heading in a numbered line that is nothing else', () => {
    const text = textOf(
      [
        { kind: 'list_item', start: 0, end: 22 },
        { kind: 'list_item', start: 23, end: 90 },
      ],
      [],
    );
    text.clauses = [
      { id: 'c1', number: '6', path: '6', heading: 'Change of terms', level: 1, page: 0, start: 0, end: 90 },
      { id: 'c2', number: '6.1', path: '6.1', heading: 'Change', level: 2, page: 0, start: 23, end: 90 },
    ];
    expect(outline(text)).toEqual(['heading 0 c1', 'block 23 c2']);
  });

  it('gathers the cells of a table by row', () => {
    const text = textOf(
      [
        { kind: 'table_cell', start: 0, end: 1, table: 1, row: 0, col: 0 },
        { kind: 'table_cell', start: 2, end: 3, table: 1, row: 0, col: 1 },
        { kind: 'table_cell', start: 4, end: 5, table: 1, row: 1, col: 0 },
        { kind: 'table_cell', start: 6, end: 7, table: 2, row: 0, col: 0 },
      ],
      [],
    );
    expect(outline(text)).toEqual(['table 0,2/4', 'table 6']);
  });

  it('keeps notes apart', () => {
    const text = textOf(
      [
        { kind: 'paragraph', start: 0, end: 10 },
        { kind: 'footnote', start: 11, end: 20 },
        { kind: 'furniture', start: 21, end: 30 },
      ],
      [],
    );
    expect(outline(text)).toEqual(['block 0 c1']);
    expect(notesOf(text).map((b) => b.start)).toEqual([11]);
  });

  it('chunks long documents', () => {
    const blocks: Block[] = Array.from({ length: 100 }, (_, i) => ({ kind: 'paragraph' as const, start: i * 10, end: i * 10 + 9 }));
    expect(layOut(textOf(blocks, [])).map((c) => [c.start, c.end, c.pieces.length])).toEqual([
      [0, 399, 40],
      [399, 799, 40],
      [799, 999, 20],
    ]);
  });
});
