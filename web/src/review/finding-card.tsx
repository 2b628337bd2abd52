import { useId, type ReactNode } from 'react';
import type { Evidence, Finding, Opinion, Side } from '../api/types';
import { Link } from '../router';
import type { Source } from '../text/source';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { evidenceWords, factWords, placeWords, roleWords, sentence, severityWords, stanceWords, type FactValue } from '../ui/words';
import { lowConfidence } from './filter';
import { PrecedentsPart } from './precedents-part';
import { Redline } from './redline';
import { answerText } from './reply';

interface Props {
  document: string;
  side: Side;
  finding: Finding;
  opinion: Opinion | undefined; // a model's, when one was asked
  open: boolean;
  source: Source;
  onToggle: () => void;
  onShow: (passage: { start: number; end: number }) => void;
}

/** One finding: a line when closed, everything there is to know and to answer when open. */
export function FindingCard({ document, side, finding: f, opinion, open, source, onToggle, onShow }: Props) {
  const body = useId();
  return (
    <li className={`card card--${f.stance} ${open ? 'card--open' : ''}`} data-card={f.id}>
      <h3>
        <button type="button" className="card__head" aria-expanded={open} aria-controls={body} onClick={onToggle}>
          <span className="card__title">{f.title}</span>
          <span className="card__meta">
            <span className={`tag tag--${f.stance}`}>{stanceWords[f.stance]}</span>
            {f.severity && <span className="card__severity">{severityWords[f.severity]}</span>}
            <span>{f.quote ? placeWords(f.clause, f.page) || sentence(f.topic) : 'Not in the contract'}</span>
            {f.confidence < lowConfidence && <span className="tag tag--unsure">Not sure – check</span>}
          </span>
          <Icon name="chevron" />
        </button>
      </h3>
      <div id={body} hidden={!open}>
        {open && <Body document={document} side={side} finding={f} opinion={opinion} source={source} onShow={onShow} />}
      </div>
    </li>
  );
}

function Body({ document, side, finding: f, opinion, source, onShow }: Pick<Props, 'document' | 'side' | 'finding' | 'opinion' | 'source' | 'onShow'>) {
  const p = f.position;
  return (
    <div className="card__body">
      {f.why && <p className="card__why">{f.why}</p>}
      {f.quote ? <Quote finding={f} onShow={onShow} /> : <Absence finding={f} onShow={onShow} />}
      <Facts finding={f} />
      <Also passages={f.also ?? []} onShow={onShow} />
      {(p.ask || p.fallback || p.walk_away) && (
        <section className="card__part">
          <header>
            <h4>What to say</h4>
            <CopyButton text={answerText(f)} label="Copy answer: place, ask, wording and reason">
              Copy answer
            </CopyButton>
          </header>
          <ol className="ladder">
            <Step name="ask" label="Ask for" text={p.ask} />
            <Step name="fallback" label="Settle for" text={p.fallback} />
            <Step name="walk" label="Stop at" text={p.walk_away} />
          </ol>
        </section>
      )}
      <Redline finding={f} source={source} />
      <Words label="Words to put in" text={p.insert} className="words--clause" />
      <Words label="Reason to send them" text={p.rationale} />
      <EvidenceList ids={p.evidence} />
      {f.intent && (
        <Part title="Why they ask for it">
          <p>{f.intent}</p>
        </Part>
      )}
      {p.note && (
        <Part title="For your eyes only">
          <p>{p.note}</p>
        </Part>
      )}
      {opinion && (
        <Part title={opinion.view === 'doubt' ? 'A model doubts this' : 'A model agrees'}>
          <p>{opinion.reason}</p>
        </Part>
      )}
      <PrecedentsPart document={document} finding={f.id} side={side} />
      <footer className="card__foot">
        {(p.sources ?? []).length > 0 && <p>Sources: {(p.sources ?? []).join('; ')}</p>}
        <p>
          {f.source === 'model' ? 'Proposed by a model, quote checked. ' : ''}
          {Math.round(f.confidence * 100)}% sure · <Link to={`/rules/${f.rule}`}>the rule behind this</Link>
        </p>
      </footer>
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="card__part">
      <header>
        <h4>{title}</h4>
        {action}
      </header>
      {children}
    </section>
  );
}

function Quote({ finding: f, onShow }: Pick<Props, 'finding' | 'onShow'>) {
  return (
    <figure className="quote">
      <blockquote>{f.quote}</blockquote>
      <figcaption>
        <button type="button" className="link" onClick={() => onShow(f)}>
          Show in contract
        </button>
        <CopyButton text={f.quote} label="Copy the quote" />
      </figcaption>
    </figure>
  );
}

function Absence({ finding: f, onShow }: Pick<Props, 'finding' | 'onShow'>) {
  const s = f.searched;
  if (!s) return null;
  return (
    <div className="absence">
      <p>Nothing about it was found in {s.where ?? 'the whole document'}.</p>
      {(s.near ?? []).length > 0 && (
        <>
          <p>Nearest to it:</p>
          <Passages passages={s.near ?? []} onShow={onShow} />
        </>
      )}
      {(s.for ?? []).length > 0 && (
        <details className="more">
          <summary>
            <Icon name="chevron" /> What was looked for
          </summary>
          {(s.for ?? []).map((q) => (
            <code key={q}>{q}</code>
          ))}
        </details>
      )}
    </div>
  );
}

/** The flags that a reader asks for; rules read others too, only to place a passage on their ladder. */
const telling = new Set(['onsite', 'report_in_lieu', 'certificate', 'backups', 'objection', 'flow_down', 'liable', 'cyber', 'credits', 'sole_remedy', 'third_party_only', 'additional_insured']);

function Facts({ finding: f }: { finding: Finding }) {
  const facts = Object.entries((f.values ?? {}) as Record<string, FactValue>).filter(([name, value]) => typeof value !== 'boolean' || telling.has(name));
  if (facts.length === 0) return null;
  return (
    <ul className="facts" aria-label="Facts read from the text">
      {facts.map(([name, value]) => (
        <li key={name}>{factWords(name, value)}</li>
      ))}
    </ul>
  );
}

function Also({ passages, onShow }: { passages: Evidence[]; onShow: Props['onShow'] }) {
  if (passages.length === 0) return null;
  return (
    <Part title="Decided together with">
      <Passages passages={passages} onShow={onShow} />
    </Part>
  );
}

function Passages({ passages, onShow }: { passages: Evidence[]; onShow: Props['onShow'] }) {
  return (
    <ul className="passages">
      {passages.map((e) => (
        <li key={`${e.role}-${e.start}`}>
          <button type="button" onClick={() => onShow(e)}>
            <span className="passages__role">
              {roleWords(e.role)}
              {e.clause.number && ` · clause ${e.clause.number}`}
            </span>
            <span className="passages__quote">{e.quote}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Step({ name, label, text }: { name: string; label: string; text: string }) {
  if (!text) return null;
  return (
    <li className={`ladder__step ladder__step--${name}`}>
      <h5>{label}</h5>
      <p>{text}</p>
      <CopyButton text={text} label={`Copy “${label}”`} />
    </li>
  );
}

function Words({ label, text, className }: { label: string; text: string; className?: string }) {
  if (!text) return null;
  return (
    <Part title={label} action={<CopyButton text={text} label={`Copy “${label}”`} />}>
      <p className={`words ${className ?? ''}`}>{text}</p>
    </Part>
  );
}

function EvidenceList({ ids }: { ids: string[] }) {
  if (ids.length === 0) return null;
  const list = ids.map(evidenceWords);
  return (
    <Part title="Evidence to offer instead" action={<CopyButton text={list.map((e) => e.label).join('\n')} label="Copy the list of evidence" />}>
      <ul className="evidence">
        {list.map((e) => (
          <li key={e.label} className={`evidence__${e.kind}`}>
            <Icon name={e.kind === 'control' ? 'shield' : 'document'} />
            {e.label}
          </li>
        ))}
      </ul>
    </Part>
  );
}
