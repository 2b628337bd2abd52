import type { RefObject } from 'react';
import type { Finding, Stance } from '../api/types';
import { Icon } from '../ui/icon';
import { sentence, stances, stanceShort } from '../ui/words';
import { topicCounts, type Filter } from './filter';

interface Props {
  findings: readonly Finding[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

/** Narrows the list of findings: by stance, topic and words. */
export function FilterBar({ findings, filter, onChange, searchRef }: Props) {
  const counts = new Map<Stance, number>();
  for (const f of findings) counts.set(f.stance, (counts.get(f.stance) ?? 0) + 1);
  const flip = (s: Stance) => {
    const next = new Set(filter.stances);
    if (!next.delete(s)) next.add(s);
    onChange({ ...filter, stances: next });
  };
  return (
    <div className="filters" role="search" aria-label="Findings">
      <div className="filters__stances">
        {stances.map((s) => (
          <button key={s} type="button" className={`chip chip--${s}`} aria-pressed={filter.stances.has(s)} onClick={() => flip(s)}>
            {stanceShort[s]} <span>{counts.get(s) ?? 0}</span>
          </button>
        ))}
      </div>
      <div className="filters__row">
        <label className="field field--icon">
          <span className="sr">Search the findings</span>
          <Icon name="search" />
          <input ref={searchRef} type="search" placeholder="Search findings" value={filter.words} onChange={(e) => onChange({ ...filter, words: e.target.value })} />
        </label>
        <label className="field">
          <span className="sr">Topic</span>
          <select value={filter.topic} onChange={(e) => onChange({ ...filter, topic: e.target.value })}>
            <option value="">All topics</option>
            {topicCounts(findings, filter).map((t) => (
              <option key={t.topic} value={t.topic}>
                {sentence(t.topic)} ({t.count})
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  );
}
