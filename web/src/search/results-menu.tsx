import { useState, type SubmitEvent } from 'react';
import { api, problemOf, searchExportURL } from '../api/client';
import type { Problem } from '../api/types';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { writeAddress, type Search } from './address';

const formats = [
  { format: 'xlsx', label: 'Excel' },
  { format: 'csv', label: 'CSV' },
  { format: 'docx', label: 'Word' },
  { format: 'json', label: 'JSON' },
];

/** Takes a search along: as a file, or under a name. */
export function ResultsMenu({ search }: { search: Search }) {
  const [saving, setSaving] = useState(false);
  if (search.like) return null;
  return (
    <div className="row results__menu">
      <button type="button" className="button button--quiet" onClick={() => setSaving(true)}>
        Save search
      </button>
      <details className="menu">
        <summary className="button button--quiet">
          <Icon name="download" /> Export
        </summary>
        <div className="menu__list">
          {formats.map((f) => (
            <a key={f.format} href={searchExportURL(writeAddress(search), f.format)}>
              {f.label}
            </a>
          ))}
        </div>
      </details>
      {saving && <SaveDialog search={search} onClose={() => setSaving(false)} />}
    </div>
  );
}

function SaveDialog({ search, onClose }: { search: Search; onClose: () => void }) {
  const [name, setName] = useState(search.q);
  const [problem, setProblem] = useState<Problem>();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    api.saveSearch(name.trim(), search.q, search.picked).then(onClose, (error: unknown) => setProblem(problemOf(error)));
  };
  return (
    <Dialog title="Save this search" onClose={onClose}>
      <form onSubmit={save}>
        <label>
          Name
          <input type="text" required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />
        </label>
        {problem && <ProblemBox problem={problem} />}
        <div className="row row--end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button--primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
