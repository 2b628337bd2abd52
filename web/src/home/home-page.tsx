import { useCallback, useEffect, useState } from 'react';
import { api, problemOf } from '../api/client';
import type { Deal, Problem, Side } from '../api/types';
import { useLoad } from '../api/use-load';
import { useProgress } from '../api/use-progress';
import { useRouter } from '../router';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';
import { knownFacts, storedDeal, storeDeal } from './deal';
import { DealForm } from './deal-form';
import { DocumentList } from './document-list';
import { DropZone } from './drop-zone';
import { SampleList } from './sample-list';

interface Refusal {
  name: string;
  problem: Problem;
}

/** Where contracts come in, and all reviews that are kept. */
export function HomePage() {
  const { go } = useRouter();
  const { data: version } = useLoad(api.version);
  const { data: documents, problem, reload } = useLoad(api.documents);
  const [deal, setDeal] = useState(storedDeal);
  const [adding, setAdding] = useState(false);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  const working = documents?.some((d) => d.task.state === 'queued' || d.task.state === 'running') ?? false;
  const stages = useProgress(working, reload);
  useEffect(() => {
    window.document.title = 'Parley';
  }, []);

  const changeDeal = (next: Deal & { side: Side }) => {
    storeDeal(next);
    setDeal(next);
  };
  const add = useCallback(
    async (files: File[]) => {
      if (files.length === 0) return;
      setAdding(true);
      const refused: Refusal[] = [];
      const added: string[] = [];
      for (const file of files) {
        try {
          added.push((await api.add(file, knownFacts(deal))).id);
        } catch (error) {
          refused.push({ name: file.name, problem: problemOf(error) });
        }
      }
      setAdding(false);
      setRefusals(refused);
      const [only] = added;
      if (files.length === 1 && only !== undefined) go(`/documents/${only}`);
      else reload();
    },
    [deal, go, reload],
  );
  const onFiles = useCallback((files: File[]) => void add(files), [add]);

  return (
    <div className="page home">
      <section className="home__in" aria-labelledby="home-title">
        <div className="home__pitch">
          <h1 id="home-title">Know what you are signing.</h1>
          <p>Drop in the contract they sent. Parley shows which clauses matter, why, and what to answer.</p>
        </div>
        <DropZone accepts={version?.accepts ?? []} busy={adding} onFiles={onFiles} />
        <DealForm deal={deal} onChange={changeDeal} />
        <p className="home__promise">
          <Icon name={version?.model ? 'warning' : 'shield'} />
          {version?.model ? 'Parts of each contract are shown to the model this server was started with; reviews name it.' : 'Everything stays on this machine.'}
        </p>
        <div role="status">
          {refusals.map((r) => (
            <ProblemBox key={r.name} problem={{ ...r.problem, title: `${r.name}: ${r.problem.title.toLowerCase()}` }} />
          ))}
        </div>
      </section>
      {problem && (
        <ProblemBox problem={problem}>
          <button type="button" className="button" onClick={reload}>
            Try again
          </button>
        </ProblemBox>
      )}
      {documents && documents.length > 0 && <DocumentList documents={documents} stages={stages} onChanged={reload} />}
      <SampleList quiet={documents !== undefined && documents.length > 0} />
    </div>
  );
}
