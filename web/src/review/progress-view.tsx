import { useState } from 'react';
import { api, problemOf } from '../api/client';
import type { Document, Problem, Side, StageEvent } from '../api/types';
import { Link, useRouter } from '../router';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { sideWords } from '../ui/words';

type Stage = StageEvent['stage'];

const steps: readonly { stage: Stage; label: string }[] = [
  { stage: 'reading', label: 'Reading the file' },
  { stage: 'structuring', label: 'Finding clauses, parties and definitions' },
  { stage: 'judging', label: 'Holding every clause against the playbook' },
  { stage: 'keeping', label: 'Keeping the review' },
];


interface Props {
  document: Document;
  side: Side;
  stage: Stage | undefined;
  onChanged: () => void;
}

/** A document without a review for this side: under way, failed, or not asked for yet. */
export function ProgressView({ document, side, stage, onChanged }: Props) {
  const { go } = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const { task } = document;
  const mine = task.side === side;
  const start = () => {
    api.reviewAgain(document.id, { ...task.deal, side }).then(
      () => onChanged(),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  const remove = () => {
    api.remove(document.id).then(
      () => go('/'),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <div className="page page--narrow">
      <Link to="/" className="backlink">
        <Icon name="back" /> All reviews
      </Link>
      <h1 className="filename">{document.name}</h1>
      {problem && <ProblemBox problem={problem} />}
      {task.state === 'failed' && task.fault ? (
        <>
          <ProblemBox
            problem={{ title: 'This file could not be reviewed', detail: `${capital(task.fault.what)}${task.fault.page ? ` (page ${task.fault.page})` : ''}.`, hint: task.fault.hint }}
          />
          <div className="row">
            <button type="button" className="button" onClick={start}>
              Try again
            </button>
            <button type="button" className="button button--danger" onClick={remove}>
              Delete it
            </button>
          </div>
        </>
      ) : mine && task.state !== 'done' ? (
        <Steps stage={stage} />
      ) : (
        <div className="notice">
          <div>
            <strong>{sideWords[side].text}: not reviewed yet</strong>
            <p>What is good for one side is often bad for the other, so each has its own review.</p>
            <button type="button" className="button button--primary" onClick={start} disabled={!mine && task.state !== 'done'}>
              Review it for this side
            </button>
          </div>
        </div>
      )}
    </div>
  );
}

function Steps({ stage }: { stage: Stage | undefined }) {
  const at = stage === 'done' ? steps.length : steps.findIndex((s) => s.stage === stage);
  return (
    <>
      <ol className="steps">
        {steps.map((s, i) => {
          const state = i < at ? 'done' : i === at ? 'now' : 'next';
          return (
            <li key={s.stage} className={`steps__${state}`} aria-current={state === 'now' ? 'step' : undefined}>
              <span className="steps__dot">{state === 'done' && <Icon name="check" />}</span>
              {s.label}
            </li>
          );
        })}
      </ol>
      <p className="hint" role="status">
        {at < 0 ? 'Waiting for its turn…' : (steps[at]?.label ?? 'Done')}. The file is safely kept; you can close this page.
      </p>
    </>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
