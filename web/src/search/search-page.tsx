import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, problemOf } from '../api/client';
import type { Hit, Problem, SearchPage as Page } from '../api/types';
import { useKeys } from '../review/use-keys';
import { useRouter } from '../router';
import { ProblemBox } from '../ui/problem-box';
import { count } from '../ui/words';
import { emptySearch, readAddress, togglePick, writeAddress, type Search } from './address';
import { Facets } from './facets';
import { HitView } from './hit-view';
import { QueryBox } from './query-box';
import { QueryHelp } from './query-help';
import { ResultsMenu } from './results-menu';
import { SearchStart } from './search-start';

/** Every clause of every kept document, and the clause bank, at once. */
export function SearchPage() {
  const { query, go } = useRouter();
  const address = query.toString();
  const search = useMemo(() => readAddress(new URLSearchParams(address)), [address]);
  const asked = search.q !== '' || search.like !== '' || Object.keys(search.picked).length > 0;
  const [help, setHelp] = useState(false);
  useEffect(() => {
    window.document.title = search.q ? `${search.q} – Parley` : 'Search – Parley';
  }, [search.q]);

  const change = (next: Search) => {
    const to = writeAddress(next).toString();
    go(to ? `/search?${to}` : '/search');
  };
  const results = useResults(asked ? writeAddress(search).toString() : undefined);
  const bad = results.problem?.type.endsWith(':bad-query') ? results.problem : undefined;

  return (
    <div className="page search">
      <h1 className="sr">Search clauses</h1>
      <QueryBox key={search.q} value={search.q} problem={bad} onSubmit={(q) => change({ ...search, q, like: '' })} onHelp={() => setHelp(true)} />
      {results.problem && !bad && <ProblemBox problem={results.problem} />}
      {!asked && <SearchStart onSearch={change} />}
      {search.like && (
        <p className="search__like">
          Clauses like one you picked.{' '}
          <button type="button" className="link" onClick={() => change(emptySearch)}>
            Back to searching
          </button>
        </p>
      )}
      {results.page && (
        <div className="search__columns">
          <Facets facets={results.page.facets} search={search} onPick={(field, value) => change(togglePick(search, field, value))} onSource={(source) => change({ ...search, source })} />
          <Results search={search} results={results} onSearch={(q) => change({ ...search, q })} onSort={(sort) => change({ ...search, sort })} />
        </div>
      )}
      {help && (
        <QueryHelp
          onClose={() => setHelp(false)}
          onTry={(q) => {
            setHelp(false);
            change({ ...search, q, like: '' });
          }}
        />
      )}
    </div>
  );
}

interface ResultsState {
  page: Page | undefined; // the first page, for totals and facets
  hits: Hit[];
  next: string | undefined;
  problem: Problem | undefined;
  more: () => void;
}

/** Loads the first page for an address, and further ones when asked; undefined loads nothing. */
function useResults(address: string | undefined): ResultsState {
  const [state, setState] = useState<{ address: string | undefined; page?: Page; hits: Hit[]; next?: string | undefined; problem?: Problem }>({ address, hits: [] });
  useEffect(() => {
    if (address === undefined) return;
    const abort = new AbortController();
    const query = new URLSearchParams(address);
    const like = query.get('like');
    (like ? api.similar(like, abort.signal) : api.search(query, abort.signal)).then(
      (page) => setState({ address, page, hits: page.hits, next: page.next }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ address, hits: [], problem: problemOf(error) });
      },
    );
    return () => abort.abort();
  }, [address]);
  const { next } = state;
  const more = useCallback(() => {
    if (next === undefined || address === undefined) return;
    const query = new URLSearchParams(address);
    query.set('cursor', next);
    api.search(query).then(
      (page) => setState((s) => (s.next === next ? { ...s, hits: [...s.hits, ...page.hits], next: page.next } : s)),
      (error: unknown) => setState((s) => ({ ...s, problem: problemOf(error) })),
    );
  }, [address, next]);
  const current = address !== undefined && state.address === address;
  return { page: address === undefined ? undefined : state.page, hits: state.hits, next, problem: current ? state.problem : undefined, more };
}

function Results({ search, results, onSearch, onSort }: { search: Search; results: ResultsState; onSearch: (q: string) => void; onSort: (sort: string) => void }) {
  const { page, hits, next, more } = results;
  const [at, setAt] = useState(-1);
  const list = useRef<HTMLOListElement>(null);
  const step = useCallback(
    (by: number) => {
      const to = Math.min(Math.max(at + by, 0), hits.length - 1);
      setAt(to);
      const link = list.current?.children[to]?.querySelector<HTMLElement>('.hit__open');
      link?.focus();
      link?.scrollIntoView({ block: 'nearest' });
    },
    [at, hits.length],
  );
  useKeys(
    useMemo(
      () => ({
        j: () => step(1),
        k: () => step(-1),
        '/': () => window.document.querySelector<HTMLElement>('.query input')?.focus(),
      }),
      [step],
    ),
  );
  if (!page) return null;
  return (
    <section className="results" aria-label="Results">
      <header>
        <p role="status">
          <strong>{count(page.total, 'clause')}</strong> <span className="hint">in {page.took_ms.toFixed(page.took_ms < 10 ? 1 : 0)} ms</span>
        </p>
        <ResultsMenu search={search} />
        <label className="field">
          <span className="sr">Order</span>
          <select value={search.sort} onChange={(e) => onSort(e.target.value)}>
            <option value="">Best first</option>
            <option value="newest">Newest first</option>
            <option value="name">By document</option>
          </select>
        </label>
      </header>
      {page.notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      {page.suggestions.length > 0 && (
        <p className="results__try">
          {page.total === 0 ? 'Nothing found. Try:' : 'Try also:'}
          {page.suggestions.map((q) => (
            <button key={q} type="button" className="link" onClick={() => onSearch(q)}>
              <code>{q}</code>
            </button>
          ))}
        </p>
      )}
      {page.total === 0 && page.suggestions.length === 0 && <p className="empty">No clause has all of this. Use fewer words, or take a filter away.</p>}
      <ol ref={list} className="hits">
        {hits.map((hit) => (
          <li key={hit.id}>
            <HitView hit={hit} />
          </li>
        ))}
      </ol>
      {next !== undefined && (
        <button type="button" className="button" onClick={more}>
          Show more
        </button>
      )}
    </section>
  );
}
