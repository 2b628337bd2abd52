import { api } from '../api/client';
import { useLoad } from '../api/use-load';
import { Icon } from '../ui/icon';
import { count } from '../ui/words';
import { emptySearch, type Search } from './address';

const examples = ['uncapped liability', 'topic:security-audit', '"as amended from time to time"', 'notif* /s (breach OR incident)', 'topic:insurance cyber'];

/** What there is to search, and ways to begin: searches kept, asked before, and examples. */
export function SearchStart({ onSearch }: { onSearch: (search: Search) => void }) {
  const { data: stats } = useLoad(api.stats);
  const { data: saved, reload } = useLoad(api.savedSearches);
  const { data: history } = useLoad(api.history);
  const forget = (name: string) => void api.forgetSearch(name).then(reload, reload);
  return (
    <div className="search__start">
      <p>
        {stats
          ? `${count(stats.clauses, 'clause')}: those of ${count(stats.documents, 'document')} and ${count(stats.bank, 'wording')} of the clause bank.`
          : 'Search the clauses of every document kept here.'}
      </p>
      {saved && saved.length > 0 && (
        <section aria-labelledby="saved-title">
          <h2 id="saved-title">Saved</h2>
          <ul className="chips chips--links">
            {saved.map((s) => (
              <li key={s.name} className="savedsearch">
                <button type="button" className="chip" title={s.query} onClick={() => onSearch({ ...emptySearch, q: s.query, picked: s.filters ?? {} })}>
                  {s.name}
                </button>
                <button type="button" className="button button--quiet button--icon" aria-label={`Forget ${s.name}`} onClick={() => forget(s.name)}>
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {history && history.length > 0 && (
        <section aria-labelledby="history-title">
          <h2 id="history-title">Asked before</h2>
          <ul className="chips chips--links">
            {history.slice(0, 8).map((h) => (
              <li key={h.query}>
                <button type="button" className="chip" onClick={() => onSearch({ ...emptySearch, q: h.query })}>
                  {h.query} <span>{h.total.toLocaleString()}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="examples-title">
        <h2 id="examples-title">Try</h2>
        <ul className="chips chips--links">
          {examples.map((q) => (
            <li key={q}>
              <button type="button" className="chip" onClick={() => onSearch({ ...emptySearch, q })}>
                {q}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
