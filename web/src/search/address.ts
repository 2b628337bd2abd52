// A search as the page's address holds it, so that it can be kept, sent and gone back to.

export const facetFields = ['topic', 'stance', 'kind', 'law', 'party', 'year', 'tag'] as const;

export interface Search {
  q: string;
  like: string; // id of a clause: what is like it, instead of a query
  source: string;
  sort: string;
  picked: Record<string, string[]>; // facet -> values
}

export const emptySearch: Search = { q: '', like: '', source: '', sort: '', picked: {} };

export function readAddress(query: URLSearchParams): Search {
  const picked: Record<string, string[]> = {};
  for (const field of facetFields) {
    const values = query.getAll(field);
    if (values.length > 0) picked[field] = values;
  }
  return { q: query.get('q') ?? '', like: query.get('like') ?? '', source: query.get('source') ?? '', sort: query.get('sort') ?? '', picked };
}

export function writeAddress(search: Search): URLSearchParams {
  const query = new URLSearchParams();
  if (search.q) query.set('q', search.q);
  if (search.like) query.set('like', search.like);
  if (search.source) query.set('source', search.source);
  if (search.sort) query.set('sort', search.sort);
  for (const field of facetFields) for (const value of search.picked[field] ?? []) query.append(field, value);
  return query;
}

export function togglePick(search: Search, field: string, value: string): Search {
  const before = search.picked[field] ?? [];
  const after = before.includes(value) ? before.filter((v) => v !== value) : [...before, value];
  const rest = Object.entries(search.picked).filter(([f]) => f !== field);
  return { ...search, picked: Object.fromEntries(after.length > 0 ? [...rest, [field, after]] : rest) };
}
