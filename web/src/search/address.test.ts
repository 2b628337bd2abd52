import { describe, expect, it } from 'vitest';
import { readAddress, togglePick, writeAddress, type Search } from './address';

const search: Search = { q: 'topic:insurance cyber /s "USD"', like: '', source: 'documents', sort: 'newest', picked: { topic: ['insurance', 'indemnity'], law: ['England & Wales'] } };

describe('the address of a search', () => {
  it('gives back what it was made of', () => {
    expect(readAddress(new URLSearchParams(writeAddress(search).toString()))).toEqual(search);
  });
  it('keeps the clause that others should be like', () => {
    const like = { q: '', like: 'bank:a/b', source: '', sort: '', picked: {} };
    expect(readAddress(writeAddress(like))).toEqual(like);
  });
  it('is empty for an empty search', () => {
    expect(writeAddress({ q: '', like: '', source: '', sort: '', picked: {} }).toString()).toBe('');
  });
});

describe('togglePick', () => {
  it('adds, removes, and leaves no empty facet', () => {
    const added = togglePick(search, 'year', '2026');
    expect(added.picked['year']).toEqual(['2026']);
    expect(togglePick(added, 'year', '2026')).toEqual(search);
    expect(togglePick(search, 'topic', 'insurance').picked['topic']).toEqual(['indemnity']);
  });
});
