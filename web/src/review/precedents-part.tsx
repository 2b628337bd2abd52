import { useCallback, useState } from 'react';
import { api } from '../api/client';
import type { Side } from '../api/types';
import { useLoad } from '../api/use-load';
import { Link } from '../router';
import { Icon } from '../ui/icon';
import { calm, count, sentence, stanceWords } from '../ui/words';

interface Props {
  document: string;
  finding: string;
  side: Side;
}

/** What other kept contracts say on the matter; looked up when opened. */
export function PrecedentsPart(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="more precedents" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <Icon name="chevron" /> What was agreed before
      </summary>
      {open && <Precedents {...props} />}
    </details>
  );
}

function Precedents({ document, finding, side }: Props) {
  const load = useCallback((signal: AbortSignal) => api.precedents(document, finding, side, signal), [document, finding, side]);
  const { data, problem } = useLoad(load);
  if (problem) return <p className="hint">{problem.detail}</p>;
  if (!data) return <p className="hint">Looking…</p>;
  if (data.documents === 0) return <p className="hint">No other contract kept here speaks of it yet.</p>;
  return (
    <div className="precedents__body">
      <p className="hint">
        {data.documents} of {count(data.of, 'kept document')} speak of it.
      </p>
      <ul className="plain">
        {data.facts.map((f) => (
          <li key={f.name}>
            <strong>{sentence(f.name)}:</strong> {f.line}
          </li>
        ))}
      </ul>
      <ul className="passages">
        {data.hits.map((h) => (
          <li key={h.id}>
            <Link to={`/documents/${h.document}?at=${h.start}-${h.end}`}>
              <span className="passages__role">
                {calm(h.name)}
                {h.path && ` · ${h.path}`}
                {h.stance in stanceWords && ` · ${stanceWords[h.stance as keyof typeof stanceWords].toLowerCase()}`}
              </span>
              <span className="passages__quote">{h.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
