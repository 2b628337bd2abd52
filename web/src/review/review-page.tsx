import { useCallback, useEffect } from 'react';
import { api } from '../api/client';
import type { Document, Side } from '../api/types';
import { useLoad } from '../api/use-load';
import { useProgress } from '../api/use-progress';
import { Link, useRouter } from '../router';
import { ProblemBox } from '../ui/problem-box';
import { ProgressView } from './progress-view';
import { ReviewView } from './review-view';

/** A document's review, or how far it is. */
export function ReviewPage({ id }: { id: string }) {
  const { query, go } = useRouter();
  const load = useCallback((signal: AbortSignal) => api.document(id, signal), [id]);
  const { data: document, problem, reload } = useLoad(load);
  const working = document !== undefined && (document.task.state === 'queued' || document.task.state === 'running');
  const stages = useProgress(working, reload);
  useEffect(() => {
    window.document.title = document ? `${document.name} – Parley` : 'Parley';
  }, [document]);

  if (problem) {
    return (
      <div className="page page--narrow">
        <h1 className="sr">Review</h1>
        <ProblemBox problem={problem}>
          <Link to="/">See all reviews</Link>
        </ProblemBox>
      </div>
    );
  }
  if (!document) return <p className="page loading">Opening…</p>;
  const side = sideOf(document, query.get('side'));
  if (!document.reviews.some((r) => r.side === side)) {
    return <ProgressView document={document} side={side} stage={stages.get(id)?.stage} onChanged={reload} />;
  }
  return <Loaded key={`${side}-${madeAt(document, side)}`} document={document} side={side} working={working} onSide={(s) => go(`/documents/${id}?side=${s}`, { replace: true })} />;
}

/** The side asked for, else the one worked on last. */
function sideOf(document: Document, asked: string | null): Side {
  return asked === 'supplier' || asked === 'customer' ? asked : document.task.side;
}

function madeAt(document: Document, side: Side): string {
  return document.reviews.find((r) => r.side === side)?.made ?? '';
}

function Loaded(props: { document: Document; side: Side; working: boolean; onSide: (side: Side) => void }) {
  const { document, side } = props;
  const id = document.id;
  const load = useCallback(async (signal: AbortSignal) => Promise.all([api.text(id, signal), api.review(id, side, signal)]), [id, side]);
  const { data, problem } = useLoad(load);
  if (problem) {
    return (
      <div className="page page--narrow">
        <ProblemBox problem={problem} />
      </div>
    );
  }
  if (!data) return <p className="page loading">Opening…</p>;
  return <ReviewView {...props} text={data[0]} review={data[1]} />;
}
