import { useState } from 'react';
import { api, problemOf } from '../api/client';
import type { Problem } from '../api/types';
import { useLoad } from '../api/use-load';
import { useRouter } from '../router';
import { Icon } from '../ui/icon';
import { ProblemBox } from '../ui/problem-box';

/** Contracts to try Parley with; quiet once there are real ones. */
export function SampleList({ quiet }: { quiet: boolean }) {
  const { go } = useRouter();
  const { data: samples } = useLoad(api.samples);
  const [problem, setProblem] = useState<Problem>();
  if (!samples || samples.length === 0) return null;
  const open = (id: string) => {
    api.openSample(id).then(
      (d) => go(`/documents/${d.id}`),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <section className={`samples ${quiet ? 'samples--quiet' : ''}`} aria-labelledby="samples-title">
      <h2 id="samples-title">{quiet ? 'Samples' : 'Nothing at hand? Try a sample'}</h2>
      {problem && <ProblemBox problem={problem} />}
      <ul>
        {samples.map((s) => (
          <li key={s.id}>
            <button type="button" className="sample" onClick={() => open(s.id)}>
              <span className="sample__title">{s.title}</span>
              <span className="sample__about">{s.about}</span>
              <span className="sample__go">
                Open <Icon name="arrow" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
