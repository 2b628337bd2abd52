import { useState } from 'react';
import { api, exportURL, fileURL, problemOf } from '../api/client';
import type { Document, Problem, Side, Text } from '../api/types';
import { Link, useRouter } from '../router';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { Segmented } from '../ui/segmented';
import { calm, count, kindWords, sideWords } from '../ui/words';

interface Props {
  document: Document;
  side: Side;
  working: boolean;
  clauses: Text['clauses'];
  onSide: (side: Side) => void;
  onClause: (start: number) => void;
  onHelp: () => void;
}

export function ReviewHeader({ document, side, working, clauses, onSide, onClause, onHelp }: Props) {
  const [deleting, setDeleting] = useState(false);
  const parties = document.parties.map((p) => calm(p.name)).join(' and ');
  const facts = [kindWords(document.kind), parties, document.pages > 0 ? count(document.pages, 'page') : ''].filter(Boolean);
  return (
    <header className="review__header">
      <Link to="/" className="button button--quiet button--icon" aria-label="All reviews">
        <Icon name="back" />
      </Link>
      <div className="review__name">
        <h1 title={document.name}>{document.name}</h1>
        <p>{facts.join(' · ')}</p>
      </div>
      {working && <span className="tag">Reviewing again…</span>}
      <Contents clauses={clauses} onClause={onClause} />
      <Segmented
        label="Which side are we on?"
        name="side"
        value={side}
        onChange={onSide}
        options={[
          { value: 'supplier', label: sideWords.supplier.label, title: sideWords.supplier.text },
          { value: 'customer', label: sideWords.customer.label, title: sideWords.customer.text },
        ]}
      />
      <details className="menu">
        <summary className="button">
          <Icon name="download" /> <span>Download</span>
        </summary>
        <div className="menu__list">
          <a href={exportURL(document.id, side, 'md')}>Review as Markdown</a>
          <a href={exportURL(document.id, side, 'json')}>Review as JSON</a>
          <a href={fileURL(document.id)}>The contract itself</a>
        </div>
      </details>
      <button type="button" className="button button--quiet button--icon review__help" aria-label="Keyboard help" onClick={onHelp}>
        <Icon name="help" />
      </button>
      <button type="button" className="button button--quiet button--icon" aria-label="Delete this document" onClick={() => setDeleting(true)}>
        <Icon name="trash" />
      </button>
      {deleting && <DeleteDialog document={document} onClose={() => setDeleting(false)} />}
    </header>
  );
}

function Contents({ clauses, onClause }: Pick<Props, 'clauses' | 'onClause'>) {
  const heads = clauses.filter((c) => c.heading !== '' && c.level <= 2);
  if (heads.length < 2) return null;
  const go = (id: string) => {
    const clause = heads.find((c) => c.id === id);
    if (clause) onClause(clause.start);
  };
  return (
    <label className="field contents">
      <span className="sr">Go to a clause</span>
      <select value="" onChange={(e) => go(e.target.value)}>
        <option value="">Go to clause…</option>
        {heads.map((c) => (
          <option key={c.id} value={c.id}>
            {c.level > 1 ? '\u00a0\u00a0' : ''}
            {c.number} {c.heading}
          </option>
        ))}
      </select>
    </label>
  );
}

export function DeleteDialog({ document, onClose, onDeleted }: { document: Document; onClose: () => void; onDeleted?: () => void }) {
  const { go } = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const remove = () => {
    api.remove(document.id).then(
      () => {
        onClose();
        if (onDeleted) onDeleted();
        else go('/');
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <Dialog title="Delete this document?" onClose={onClose}>
      <p>
        <strong>{document.name}</strong> and its reviews will be gone from this machine. There is no way back.
      </p>
      {problem && <ProblemBox problem={problem} />}
      <div className="row row--end">
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button button--danger" onClick={remove}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}
