import { useCallback, useEffect } from 'react';
import { api } from '../api/client';
import type { Rule } from '../api/types';
import { useLoad } from '../api/use-load';
import { Link } from '../router';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { evidenceWords, placesMarked, placesSpoken, sentence, ruleSideWords, severityWords, stanceWords } from '../ui/words';

/** One rule: what it is for, the positions, how it judges, and its tests. */
export function RulePage({ id }: { id: string }) {
  const load = useCallback((signal: AbortSignal) => api.rule(id, signal), [id]);
  const { data: rule, problem } = useLoad(load);
  useEffect(() => {
    window.document.title = rule ? `${rule.title} – Parley` : 'Parley';
  }, [rule]);
  return (
    <div className="page page--narrow rule">
      <Link to="/rules" className="backlink">
        <Icon name="back" /> Playbook
      </Link>
      {problem && <ProblemBox problem={problem} />}
      {rule && <RuleView rule={rule} />}
    </div>
  );
}

function RuleView({ rule: r }: { rule: Rule }) {
  const p = r.position;
  return (
    <article>
      <p className="rule__eyebrow">
        {sentence(r.topic)} · {ruleSideWords[r.side].toLowerCase()}
        {r.status !== 'stable' && <span className="tag">{r.status}</span>}
      </p>
      <h1>{placesSpoken(r.title)}</h1>
      <p className="rule__why">{placesSpoken(r.why)}</p>
      {r.about && <p className="hint">What counts: {r.about}</p>}
      {r.intent && (
        <section>
          <h2>Why they ask for it</h2>
          <p>{placesSpoken(r.intent)}</p>
        </section>
      )}
      <section>
        <h2>What to say</h2>
        <ol className="ladder">
          <Step name="ask" label="Ask for" text={placesSpoken(p.ask)} />
          <Step name="fallback" label="Settle for" text={placesSpoken(p.fallback)} />
          <Step name="walk" label="Stop at" text={placesSpoken(p.walk_away)} />
        </ol>
        <Words title="Reason to send them" text={placesSpoken(p.rationale)} />
        <Words title="Words to put in" text={placesMarked(p.insert)} />
        {p.note && (
          <>
            <h3>For your eyes only</h3>
            <p>{placesSpoken(p.note)}</p>
          </>
        )}
      </section>
      {p.evidence.length > 0 && (
        <section>
          <h2>Evidence to offer instead</h2>
          <ul className="evidence">
            {p.evidence.map(evidenceWords).map((e) => (
              <li key={e.label} className={`evidence__${e.kind}`}>
                <Icon name={e.kind === 'control' ? 'shield' : 'document'} />
                {e.label}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Judging rule={r} />
      {r.sources.length > 0 && (
        <section>
          <h2>Sources</h2>
          <ul className="plain">
            {r.sources.map((s) => (
              <li key={s}>{s}</li>
            ))}
          </ul>
        </section>
      )}
      <Tests rule={r} />
    </article>
  );
}

function Step({ name, label, text }: { name: string; label: string; text: string }) {
  if (!text) return null;
  return (
    <li className={`ladder__step ladder__step--${name}`}>
      <h3>{label}</h3>
      <p>{text}</p>
      <CopyButton text={text} label={`Copy “${label}”`} />
    </li>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  return (
    <div className="card__part">
      <header>
        <h3>{title}</h3>
        <CopyButton text={text} label={`Copy “${title}”`} />
      </header>
      <p className="words">{text}</p>
    </div>
  );
}

function Judging({ rule: r }: { rule: Rule }) {
  return (
    <section>
      <h2>How it judges</h2>
      <table className="rungs">
        <thead>
          <tr>
            <th scope="col">Where it stands</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {r.ladder.map((rung, i) => (
            <RungRow key={i} rung={rung} otherwise="otherwise" />
          ))}
          {r.silence.map((rung, i) => (
            <RungRow key={`silence-${i}`} rung={rung} otherwise="the contract says nothing about it" also="and the contract says nothing" />
          ))}
        </tbody>
      </table>
      {r.find.length > 0 && (
        <details className="more">
          <summary>
            <Icon name="chevron" />
            How it finds the passage
            <span className="more__count">{r.find.length}</span>
          </summary>
          <Queries list={r.find} />
          {r.unless.length > 0 && (
            <>
              <p>Except where:</p>
              <Queries list={r.unless} />
            </>
          )}
        </details>
      )}
    </section>
  );
}

function RungRow({ rung, otherwise, also }: { rung: Rule['ladder'][number]; otherwise: string; also?: string }) {
  return (
    <tr>
      <td>
        <span className={`tag tag--${rung.stance}`}>{stanceWords[rung.stance]}</span> <span className="hint">{severityWords[rung.severity]}</span>
      </td>
      <td>
        {rung.title && <div>{placesSpoken(rung.title)}</div>}
        {rung.when ? <code>{rung.when}</code> : otherwise}
        {rung.when && also ? ` ${also}` : ''}
      </td>
    </tr>
  );
}

function Queries({ list }: { list: string[] }) {
  return (
    <ul className="queries">
      {list.map((q) => (
        <li key={q}>
          <Link to={`/search?${new URLSearchParams({ q }).toString()}`} title="Search for it">
            <code>{q}</code>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Tests({ rule: r }: { rule: Rule }) {
  if (r.tests.length === 0) return null;
  return (
    <section>
      <h2>Examples it is tested on</h2>
      <ul className="tests">
        {r.tests.map((t, i) => (
          <li key={i}>
            <blockquote>{t.text}</blockquote>
            <p>
              {t.stance && <span className={`tag tag--${t.stance}`}>{stanceWords[t.stance]}</span>}
              {!t.found && <span className="tag">{t.stance ? 'says nothing about it' : 'not about this'}</span>}
              {t.todo && <span className="hint">known gap: {t.todo}</span>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
