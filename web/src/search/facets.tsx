import { useState } from 'react';
import type { Facet } from '../api/types';
import { Icon } from '../ui/icon';
import { Segmented } from '../ui/segmented';
import type { Search } from './address';

interface Props {
  facets: readonly Facet[];
  search: Search;
  onPick: (field: string, value: string) => void;
  onSource: (source: string) => void;
}

/** Narrows a search by what the clauses found have in common. */
export function Facets({ facets, search, onPick, onSource }: Props) {
  // On a narrow screen the results come first; the stylesheet shows the summary there.
  const [wide] = useState(() => window.matchMedia('(min-width: 56rem)').matches);
  return (
    <details className="facets" open={wide}>
      <summary>
        <Icon name="chevron" /> Narrow the search
      </summary>
      <Segmented
        label="Where to search"
        name="source"
        value={search.source}
        onChange={onSource}
        options={[
          { value: '', label: 'All' },
          { value: 'documents', label: 'Ours', title: 'The documents kept here' },
          { value: 'bank', label: 'Bank', title: 'The clause bank' },
        ]}
      />
      {facets
        .filter((f) => f.field !== 'source' && f.values.length > 0)
        .map((f) => (
          <details key={f.field} className="facet" open={f.field === 'topic' || f.field === 'stance' || search.picked[f.field] !== undefined}>
            <summary>{f.label}</summary>
            <ul>
              {f.values.map((v) => (
                <li key={v.value}>
                  <label className="check">
                    <input type="checkbox" checked={search.picked[f.field]?.includes(v.value) ?? false} onChange={() => onPick(f.field, v.value)} />
                    <span>{v.label || v.value}</span>
                    <span className="facet__count">{v.count.toLocaleString()}</span>
                  </label>
                </li>
              ))}
            </ul>
          </details>
        ))}
    </details>
  );
}
