import { useMemo, useState } from 'react';
import { api } from '../api/client';
import type { Hit } from '../api/types';
import { Link } from '../router';
import { segments, Source } from '../text/source';
import { CopyButton } from '../ui/copy-button';
import { calm, kindWords, placeWords, sentence, stanceWords } from '../ui/words';

/** A clause that was found, with the words that matched. */
export function HitView({ hit }: { hit: Hit }) {
  const [whole, setWhole] = useState<string>();
  const source = useMemo(() => new Source(hit.text), [hit.text]);
  const cut = hit.text.startsWith('…') || hit.text.endsWith('…');
  const showWhole = () => void api.clause(hit.id).then((c) => setWhole(c.text), () => undefined);
  const heading = hit.clause.heading === hit.name || hit.path === '' ? '' : hit.clause.heading;
  const about = [placeWords({ number: hit.path, heading: hit.source === 'bank' ? '' : hit.clause.heading }, hit.page), heading,hit.kind ? kindWords(hit.kind) : '', hit.parties.map(calm).join(' – '), hit.law, hit.date].filter(Boolean).join(' · ');
  return (
    <article className="hit">
      <header>
        <h2>
          {hit.document ? (
            <Link to={`/documents/${hit.document}?at=${hit.start}-${hit.end}`} className="hit__open">
              {hit.name}
            </Link>
          ) : (
            // A clause of the bank, or of an imported collection, has no page of its own.
            <span className="hit__open" tabIndex={-1}>
              {hit.name}
            </span>
          )}
          {hit.source === 'bank' && <span className="tag">Clause bank</span>}
          {isStance(hit.stance) && <span className={`tag tag--${hit.stance}`}>{stanceWords[hit.stance]}</span>}
        </h2>
        {about && <p>{about}</p>}
      </header>
      <p className="hit__text">
        {whole ??
          segments(0, source.length, hit.marks).map((s) =>
            s.marks.length > 0 ? <mark key={s.start}>{source.cut(s.start, s.end)}</mark> : <span key={s.start}>{source.cut(s.start, s.end)}</span>,
          )}
        {cut && whole === undefined && (
          <>
            {' '}
            <button type="button" className="link hit__more" onClick={showWhole}>
              Show all of it
            </button>
          </>
        )}
      </p>
      <footer>
        <ul className="facts">
          {hit.topics.map((t) => (
            <li key={t}>{sentence(t)}</li>
          ))}
          {Object.entries(hit.facts ?? {}).map(([name, value]) => (
            <li key={name}>
              {sentence(name)}: {value}
            </li>
          ))}
        </ul>
        {hit.why && <span className="hint">{hit.why}</span>}
        <Link to={`/search?${new URLSearchParams({ like: hit.id }).toString()}`} className="hit__like">
          Clauses like this
        </Link>
        <CopyButton text={whole ?? hit.text} label={`Copy this clause of ${hit.name}`} />
      </footer>
    </article>
  );
}

function isStance(stance: string): stance is keyof typeof stanceWords {
  return stance in stanceWords;
}
