import { useCallback, useEffect, useState } from 'react';
import type { Problem } from './types';
import { problemOf } from './client';

export interface Loaded<T> {
  data: T | undefined;
  problem: Problem | undefined;
  reload: () => void;
}

/**
 * Loads data when the page appears and whenever load changes (wrap it in useCallback).
 * While it loads again under the same load, the data stays.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ load: unknown; data?: T; problem?: Problem }>({ load });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ load, data });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ load, problem: problemOf(error) });
      },
    );
    return () => abort.abort();
  }, [load, turn]);
  const current = state.load === load;
  return { data: current ? state.data : undefined, problem: current ? state.problem : undefined, reload };
}
