import { describe, expect, it } from 'vitest';
import { Source } from '../text/source';
import { applied } from './redline';

describe('applied', () => {
  it('makes every change within the sentence', () => {
    const source = new Source('“Notify” within 24 hours of suspecting it.');
    const at = (words: string) => new TextEncoder().encode('“Notify” within 24 hours of suspecting it.'.split(words)[0]).length;
    const edits = [
      { start: at('24'), end: at('24') + 2, delete: '24', insert: '72' },
      { start: at('suspecting'), end: at('suspecting') + 10, delete: 'suspecting', insert: 'confirming' },
    ];
    expect(applied(0, source.length, edits, source)).toBe('“Notify” within 72 hours of confirming it.');
  });
});
