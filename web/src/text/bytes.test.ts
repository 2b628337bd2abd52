import { describe, expect, it } from 'vitest';
import { byteOffset, indexAt } from './bytes';

describe('bytes and units', () => {
  const text = 'a“Größe” 😀 b';
  it.each([0, 1, 2, 5, text.indexOf('b'), text.length])('agree at %i', (index) => {
    expect(indexAt(text, byteOffset(text, index))).toBe(index);
  });
  it('counts bytes', () => {
    expect(byteOffset('ü“', 1)).toBe(2);
    expect(byteOffset('ü“', 2)).toBe(5);
  });
});
