import { describe, expect, it } from 'vitest';
import { segments, Source } from './source';

describe('Source', () => {
  it('cuts by bytes, not by characters', () => {
    const text = '“Größe” shall';
    const source = new Source(text);
    expect(source.length).toBe(new TextEncoder().encode(text).length);
    expect(source.cut(0, 3)).toBe('“');
    expect(source.cut(3, 10)).toBe('Größe');
    expect(source.cut(source.length - 5, source.length)).toBe('shall');
  });
});

describe('segments', () => {
  const cases: { name: string; marks: { start: number; end: number; id: string }[]; cuts?: number[]; want: string }[] = [
    { name: 'no marks', marks: [], want: '10-20' },
    { name: 'one inside', marks: [{ start: 12, end: 15, id: 'a' }], want: '10-12 12-15a 15-20' },
    { name: 'all of it', marks: [{ start: 10, end: 20, id: 'a' }], want: '10-20a' },
    { name: 'beyond both ends', marks: [{ start: 0, end: 99, id: 'a' }], want: '10-20a' },
    { name: 'outside', marks: [{ start: 0, end: 10, id: 'a' }, { start: 20, end: 30, id: 'b' }], want: '10-20' },
    {
      name: 'overlapping',
      marks: [
        { start: 10, end: 16, id: 'a' },
        { start: 14, end: 20, id: 'b' },
      ],
      want: '10-14a 14-16ab 16-20b',
    },
    {
      name: 'nested',
      marks: [
        { start: 11, end: 19, id: 'a' },
        { start: 13, end: 15, id: 'b' },
      ],
      want: '10-11 11-13a 13-15ab 15-19a 19-20',
    },
    { name: 'a page ends inside', marks: [{ start: 12, end: 18, id: 'a' }], cuts: [15, 40], want: '10-12 12-15a 15-18a 18-20' },
    { name: 'empty marks count for nothing', marks: [{ start: 12, end: 12, id: 'a' }], want: '10-12 12-20' },
  ];
  it.each(cases)('$name', ({ marks, cuts, want }) => {
    const got = segments(10, 20, marks, cuts);
    expect(got.map((s) => `${s.start}-${s.end}${s.marks.map((m) => m.id).join('')}`).join(' ')).toBe(want);
  });
});
