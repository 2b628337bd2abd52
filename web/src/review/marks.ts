import type { Finding } from '../api/types';
import type { Mark } from '../text/contract-text';
import { stanceWords } from '../ui/words';

/** The passages of all shown findings, in text order. */
export function findingMarks(findings: readonly Finding[]): Mark[] {
  return findings
    .filter((f) => f.quote !== '')
    .map((f): Mark => ({ start: f.start, end: f.end, id: f.id, kind: 'finding', stance: f.stance, label: `${stanceWords[f.stance]}, ${f.title}` }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The further passages that the selected finding rests on. */
export function alsoMarks(finding: Finding | undefined): Mark[] {
  if (!finding) return [];
  const passages = [...(finding.also ?? []), ...(finding.searched?.near ?? [])];
  return passages.map((e) => ({ start: e.start, end: e.end, id: finding.id, kind: 'also', stance: '', label: `Rests on: ${e.role}` }));
}
