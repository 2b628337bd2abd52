import { useState } from 'react';
import type { Document, ReviewHead, StageEvent } from '../api/types';
import { DeleteDialog } from '../review/review-header';
import { Link } from '../router';
import { Icon } from '../ui/icon';
import { adviceWords, calm, dateWords, kindWords, sideWords, sizeWords, stances, stanceWords } from '../ui/words';

interface Props {
  documents: readonly Document[];
  stages: ReadonlyMap<string, StageEvent>;
  onChanged: () => void;
}

export function DocumentList({ documents, stages, onChanged }: Props) {
  const [words, setWords] = useState('');
  const [deleting, setDeleting] = useState<Document>();
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = documents.filter((d) => {
    const text = [d.name, d.title, kindWords(d.kind), ...d.parties.map((p) => p.name)].join(' ').toLowerCase();
    return wanted.every((w) => text.includes(w));
  });
  return (
    <section className="documents" aria-labelledby="documents-title">
      <header>
        <h2 id="documents-title">
          Reviews <span className="count">{documents.length}</span>
        </h2>
        {documents.length > 5 && (
          <label className="field field--icon">
            <span className="sr">Filter by name or party</span>
            <Icon name="search" />
            <input type="search" placeholder="Filter by name or party" value={words} onChange={(e) => setWords(e.target.value)} />
          </label>
        )}
      </header>
      {shown.length === 0 && <p className="empty">No document has these words in its name or parties.</p>}
      <ul>
        {shown.map((d) => (
          <DocumentRow key={d.id} document={d} stage={stages.get(d.id)?.stage} onDelete={() => setDeleting(d)} />
        ))}
      </ul>
      {deleting && <DeleteDialog document={deleting} onClose={() => setDeleting(undefined)} onDeleted={onChanged} />}
    </section>
  );
}

function DocumentRow({ document: d, stage, onDelete }: { document: Document; stage: StageEvent['stage'] | undefined; onDelete: () => void }) {
  const parties = d.parties.map((p) => calm(p.name)).join(' – ');
  return (
    <li className="document">
      <div className="document__what">
        <Link to={`/documents/${d.id}`} className="document__name">
          {d.name}
        </Link>
        <p>
          {[calm(d.title), d.kind && !d.title ? kindWords(d.kind) : '', parties, sizeWords(d.size), dateWords(d.added)].filter(Boolean).join(' · ')}
          {d.sample && <span className="tag">Sample</span>}
        </p>
      </div>
      <div className="document__reviews">
        {d.reviews.map((r) => (
          <ReviewLink key={r.side} document={d} review={r} />
        ))}
        <TaskState document={d} stage={stage} />
      </div>
      <button type="button" className="button button--quiet button--icon" aria-label={`Delete ${d.name}`} onClick={onDelete}>
        <Icon name="trash" />
      </button>
    </li>
  );
}

function ReviewLink({ document: d, review: r }: { document: Document; review: ReviewHead }) {
  const counted = stances.filter((s) => s !== 'preferred' && (r.counts[s] ?? 0) > 0);
  return (
    <Link to={`/documents/${d.id}?side=${r.side}`} className="reviewlink">
      <span className={`advice advice--${r.advice}`}>{adviceWords[r.advice].title}</span>
      <span className="reviewlink__side">{sideWords[r.side].label}</span>
      <span className="reviewlink__counts">
        {counted.map((s) => (
          <span key={s} className={`dot dot--${s}`} title={stanceWords[s]}>
            {r.counts[s]}
            <span className="sr"> {stanceWords[s]}</span>
          </span>
        ))}
      </span>
    </Link>
  );
}

const stageWords: Record<StageEvent['stage'], string> = {
  reading: 'Reading…',
  structuring: 'Finding clauses…',
  judging: 'Judging…',
  keeping: 'Keeping…',
  done: 'Done',
  failed: 'Failed',
};

function TaskState({ document: d, stage }: { document: Document; stage: StageEvent['stage'] | undefined }) {
  switch (d.task.state) {
    case 'queued':
    case 'running':
      return (
        <span className="working" role="status">
          <span className="working__bar" aria-hidden="true" />
          {stage ? stageWords[stage] : 'Waiting…'}
        </span>
      );
    case 'failed':
      return (
        <Link to={`/documents/${d.id}`} className="failed">
          <Icon name="warning" /> {d.task.fault?.what ?? 'Could not be reviewed'}
        </Link>
      );
    case 'done':
      return null;
  }
}
