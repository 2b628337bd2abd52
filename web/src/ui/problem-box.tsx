import type { ReactNode } from 'react';
import type { Problem } from '../api/types';
import { Icon } from './icon';

/** What went wrong and what to do about it. */
export function ProblemBox({ problem, children }: { problem: Pick<Problem, 'title' | 'detail' | 'hint'>; children?: ReactNode }) {
  return (
    <div className="notice notice--bad" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{problem.title}</strong>
        <p>
          {problem.detail} {problem.hint}
        </p>
        {children}
      </div>
    </div>
  );
}
