import type { Finding, Proposals, Review } from '../api/types';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { adviceWords, count, placeWords, sentence, stances, stanceWords } from '../ui/words';
import { lowConfidence } from './filter';
import { replyText } from './reply';

interface Props {
  review: Review;
  onPick: (id: string) => void;
  onShow: (passage: { start: number; end: number }) => void;
}

/** What to do with the contract, why, and what the reading does not cover. */
export function VerdictPanel({ review, onPick, onShow }: Props) {
  const v = review.verdict;
  const byId = new Map(review.findings.map((f) => [f.id, f]));
  const matters = v.matters.map((id) => byId.get(id)).filter((f) => f !== undefined);
  const unsure = review.findings.filter((f) => f.confidence < lowConfidence).length;
  const words = adviceWords[v.advice];
  return (
    <section className={`verdict verdict--${v.advice}`} aria-label="Verdict">
      <div className="verdict__head">
        <Score value={v.score} />
        <div>
          <h2>{words.title}</h2>
          <p>{v.summary || words.text}</p>
        </div>
      </div>
      <Balance review={review} />
      {matters.length > 0 && (
        <>
          <h3>What matters most</h3>
          <ol className="matters">
            {matters.map((f) => (
              <li key={f.id}>
                <MatterButton finding={f} onPick={onPick} />
              </li>
            ))}
          </ol>
        </>
      )}
      <div className="verdict__actions">
        <CopyButton text={replyText(review)} label="Copy reply with all points that need an answer" className="button button--primary">
          Copy reply with all points
        </CopyButton>
      </div>
      {review.model && <ModelNote model={review.model} />}
      <div className="verdict__more">
        <More title="What is fine" count={v.fine.length} tone="good">
          <ul className="chips">
            {v.fine.map((topic) => (
              <li key={topic}>{sentence(topic)}</li>
            ))}
          </ul>
        </More>
        <More title="Unusual: no rule covers these" count={v.unusual.length} tone="mid">
          <ul className="passages">
            {v.unusual.map((u) => (
              <li key={u.start}>
                <button type="button" onClick={() => onShow(u)}>
                  <span className="passages__role">{placeWords(u.clause, u.page) || 'In the text'}</span>
                  <span className="passages__quote">{u.quote}</span>
                </button>
              </li>
            ))}
          </ul>
        </More>
        <More title="What could not be judged" count={v.unjudged.length} tone="bad">
          <ul className="plain">
            {v.unjudged.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </More>
        <More title="Warnings about the file" count={review.document.warnings.length} tone="bad">
          <ul className="plain">
            {review.document.warnings.map((w) => (
              <li key={`${w.code}-${w.page ?? 0}-${w.text}`}>
                {w.text}
                {w.page ? ` (page ${w.page})` : ''}
              </li>
            ))}
          </ul>
        </More>
      </div>
      {unsure > 0 && (
        <p className="verdict__unsure">
          <Icon name="warning" />
          {count(unsure, 'finding')} {unsure === 1 ? 'is' : 'are'} uncertain and marked so: read the words before you rely on {unsure === 1 ? 'it' : 'them'}.
        </p>
      )}
      <p className="verdict__legal">An automated reading, not legal advice.</p>
    </section>
  );
}

/** What a model said about the whole, and which one was shown the contract. */
function ModelNote({ model }: { model: Proposals }) {
  return (
    <div className="model">
      <h3>A model’s reading</h3>
      {model.summary && <p>{model.summary}</p>}
      {model.failure && <p>It did not finish: {model.failure}</p>}
      {model.model && <p className="hint">
        {model.model} at {model.host} was shown parts of this contract. Its quotes were checked against the text; the verdict is the rules’ alone.
      </p>}
    </div>
  );
}

function MatterButton({ finding: f, onPick }: { finding: Finding; onPick: (id: string) => void }) {
  return (
    <button type="button" className={`matter matter--${f.stance}`} onClick={() => onPick(f.id)}>
      <span className="matter__title">{f.title}</span>
      <span className="matter__place">{f.quote ? placeWords(f.clause, 0) : 'missing'}</span>
    </button>
  );
}

/** The score as a ring; 100 is nothing to answer. */
function Score({ value }: { value: number }) {
  const length = 2 * Math.PI * 20;
  return (
    <svg className="score" viewBox="0 0 48 48" role="img" aria-label={`Score ${value} of 100`}>
      <circle className="score__track" cx="24" cy="24" r="20" />
      {value > 0 && <circle className="score__value" cx="24" cy="24" r="20" strokeDasharray={`${(length * value) / 100} ${length}`} transform="rotate(-90 24 24)" />}
      <text x="24" y="29" textAnchor="middle">
        {value}
      </text>
    </svg>
  );
}

/** How many findings stand where, as one bar with its numbers. */
function Balance({ review }: { review: Review }) {
  const total = Math.max(1, review.findings.length);
  return (
    <div className="balance">
      <svg className="balance__bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {stances.map((s, i) => {
          const before = stances.slice(0, i).reduce((sum, t) => sum + (review.verdict.counts[t] ?? 0), 0);
          return <rect key={s} className={`fill--${s}`} x={(before / total) * 100} width={((review.verdict.counts[s] ?? 0) / total) * 100} height="6" />;
        })}
      </svg>
      <ul>
        {stances.map((s) => (
          <li key={s} className={`dot dot--${s}`}>
            <strong>{review.verdict.counts[s] ?? 0}</strong> {stanceWords[s].toLowerCase()}
          </li>
        ))}
      </ul>
    </div>
  );
}

function More({ title, count: n, tone, children }: { title: string; count: number; tone: 'good' | 'mid' | 'bad'; children: React.ReactNode }) {
  if (n === 0) return null;
  return (
    <details className={`more more--${tone}`}>
      <summary>
        <Icon name="chevron" />
        {title}
        <span className="more__count">{n}</span>
      </summary>
      {children}
    </details>
  );
}
