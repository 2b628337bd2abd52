import type {
  Completion,
  Deal,
  Document,
  LibraryStats,
  PastQuery,
  Precedents,
  Problem,
  Review,
  Rule,
  RuleHead,
  Sample,
  SavedSearch,
  SearchPage,
  Side,
  Text,
  Version,
} from './types';

const base = '/api/v1';

/** An answer of the API that is not a success, in words for people. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: 'urn:parley:problem:unreachable',
    title: 'Parley does not answer',
    status: 503,
    detail: 'The program behind this page cannot be reached.',
    hint: 'Check that parley serve is running, then try again.',
  };
}

async function send(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(base + path, init);
  if (response.ok) return response;
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json') ?? false;
  const problem = isProblem
    ? ((await response.json()) as Problem)
    : { type: 'about:blank', title: 'Unexpected answer', status: response.status, detail: `The server answered ${response.status}.` };
  throw new ProblemError(problem);
}

async function read<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await send(path, init)).json()) as T;
}

function signalled(signal?: AbortSignal): RequestInit {
  return signal ? { signal } : {};
}

const seg = encodeURIComponent;

export const api = {
  version: (signal?: AbortSignal) => read<Version>('/version', signalled(signal)),
  documents: async (signal?: AbortSignal) => (await read<{ documents: Document[] }>('/documents', signalled(signal))).documents,
  document: (id: string, signal?: AbortSignal) => read<Document>(`/documents/${seg(id)}`, signalled(signal)),
  text: (id: string, signal?: AbortSignal) => read<Text>(`/documents/${seg(id)}/text`, signalled(signal)),
  review: (id: string, side: Side, signal?: AbortSignal) => read<Review>(`/documents/${seg(id)}/review?side=${side}`, signalled(signal)),
  remove: async (id: string) => {
    await send(`/documents/${seg(id)}`, { method: 'DELETE' });
  },
  reviewAgain: (id: string, deal: Deal) =>
    read<Document>(`/documents/${seg(id)}/reviews`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(deal),
    }),
  add: (file: File, deal: Deal) => {
    const form = new FormData();
    form.set('deal', JSON.stringify(deal));
    form.set('file', file);
    return read<Document>('/documents', { method: 'POST', body: form });
  },
  samples: async (signal?: AbortSignal) => (await read<{ samples: Sample[] }>('/samples', signalled(signal))).samples,
  openSample: (id: string) => read<Document>(`/samples/${seg(id)}`, { method: 'POST' }),
  rules: async (signal?: AbortSignal) => (await read<{ rules: RuleHead[] }>('/rules', signalled(signal))).rules,
  rule: (id: string, signal?: AbortSignal) => read<Rule>(`/rules/${id.split('/').map(seg).join('/')}`, signalled(signal)),
  search: (query: URLSearchParams, signal?: AbortSignal) => read<SearchPage>(`/search?${query.toString()}`, signalled(signal)),
  similar: (hit: string, signal?: AbortSignal) => read<SearchPage>(`/search/similar/${seg(hit)}`, signalled(signal)),
  complete: async (q: string, caret: number, signal?: AbortSignal) =>
    (await read<{ completions: Completion[] }>(`/search/complete?${new URLSearchParams({ q, caret: String(caret) }).toString()}`, signalled(signal)))
      .completions,
  clause: (id: string) => read<{ text: string }>(`/search/clauses/${seg(id)}`),
  precedents: (document: string, finding: string, side: Side, signal?: AbortSignal) =>
    read<Precedents>(`/documents/${seg(document)}/findings/${seg(finding)}/precedents?side=${side}`, signalled(signal)),
  savedSearches: async (signal?: AbortSignal) => (await read<{ searches: SavedSearch[] }>('/search/saved', signalled(signal))).searches,
  saveSearch: async (name: string, query: string, filters: Record<string, string[]>) => {
    await send(`/search/saved/${seg(name)}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, filters }) });
  },
  forgetSearch: async (name: string) => {
    await send(`/search/saved/${seg(name)}`, { method: 'DELETE' });
  },
  history: async (signal?: AbortSignal) => (await read<{ queries: PastQuery[] }>('/search/history', signalled(signal))).queries,
  stats: (signal?: AbortSignal) => read<LibraryStats>('/search/stats', signalled(signal)),
};

export function fileURL(id: string): string {
  return `${base}/documents/${seg(id)}/file`;
}

export function exportURL(id: string, side: Side, format: 'json' | 'md'): string {
  return `${base}/documents/${seg(id)}/export?side=${side}&format=${format}`;
}

export function searchExportURL(query: URLSearchParams, format: string): string {
  const full = new URLSearchParams(query);
  full.set('format', format);
  return `${base}/search/export?${full.toString()}`;
}

export const eventsURL = `${base}/events`;
