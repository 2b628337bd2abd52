import { useEffect, useState } from 'react';
import { api } from '../api/client';
import type { Side } from '../api/types';
import { useLoad } from '../api/use-load';
import { Link } from '../router';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { Segmented } from '../ui/segmented';
import { placesSpoken, sentence, sideWords } from '../ui/words';

/** Every rule of the playbook, by side. */
export function RulesPage() {
  const { data: rules, problem } = useLoad(api.rules);
  const [side, setSide] = useState<Side>('supplier');
  const [words, setWords] = useState('');
  useEffect(() => {
    window.document.title = 'Playbook – Parley';
  }, []);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (rules ?? []).filter((r) => {
    const text = `${r.title} ${sentence(r.topic)} ${r.why}`.toLowerCase();
    return (r.side === side || r.side === 'both') && wanted.every((w) => text.includes(w));
  });
  return (
    <div className="page rules">
      <header className="page__head">
        <div>
          <h1>Playbook</h1>
          <p>What Parley looks for, why, and the answer it suggests. {sideWords[side].text}.</p>
        </div>
        <Segmented
          label="Which side are we on?"
          name="rules-side"
          value={side}
          onChange={setSide}
          options={[
            { value: 'supplier', label: sideWords.supplier.label },
            { value: 'customer', label: sideWords.customer.label },
          ]}
        />
      </header>
      {problem && <ProblemBox problem={problem} />}
      <label className="field field--icon rules__search">
        <span className="sr">Search the rules</span>
        <Icon name="search" />
        <input type="search" placeholder="Search the rules" value={words} onChange={(e) => setWords(e.target.value)} />
      </label>
      {rules && shown.length === 0 && <p className="empty">No rule has these words.</p>}
      <ul className="rulelist">
        {shown.map((r) => (
          <li key={r.id}>
            <Link to={`/rules/${r.id}`} className="ruleitem">
              <span className="ruleitem__topic">{sentence(r.topic)}</span>
              <span className="ruleitem__title">
                {placesSpoken(r.title)}
                {r.status !== 'stable' && <span className="tag">{r.status}</span>}
              </span>
              <span className="ruleitem__why">{placesSpoken(r.why)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
