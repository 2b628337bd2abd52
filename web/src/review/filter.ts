import type { Finding, Stance } from '../api/types';
import { stances } from '../ui/words';

export interface Filter {
  stances: ReadonlySet<Stance>;
  topic: string; // '' is every topic
  words: string; // every word must be in the finding
}

/** What is shown unless asked otherwise: findings that call for an answer. */
export const answerable: ReadonlySet<Stance> = new Set(['walk_away', 'negotiate']);

export function startFilter(): Filter {
  return { stances: answerable, topic: '', words: '' };
}

/** The filter, or when it hides the finding the start filter opened up for it. */
export function filterShowing(filter: Filter, finding: Finding | undefined): Filter {
  if (!finding || filterFindings([finding], filter).length > 0) return filter;
  return { ...startFilter(), stances: new Set([...answerable, finding.stance]) };
}

const severities = ['high', 'medium', 'low', ''];

/** Worst first: by stance, severity, confidence, then place in the document. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    stances.indexOf(a.stance) - stances.indexOf(b.stance) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.confidence - a.confidence ||
    a.start - b.start
  );
}

/** The findings that pass, worst first. */
export function filterFindings(findings: readonly Finding[], filter: Filter): Finding[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return findings
    .filter((f) => filter.stances.has(f.stance) && (filter.topic === '' || f.topic === filter.topic) && hasWords(f, words))
    .sort(byWeight);
}

function hasWords(f: Finding, words: string[]): boolean {
  if (words.length === 0) return true;
  const text = [f.title, f.topic.replace(/-/g, ' '), f.quote, f.why, f.clause.number, f.clause.heading, f.position.ask].join(' ').toLowerCase();
  return words.every((w) => text.includes(w));
}

/** Topics with the number of findings that pass the rest of the filter, most first. */
export function topicCounts(findings: readonly Finding[], filter: Filter): { topic: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const f of filterFindings(findings, { ...filter, topic: '' })) counts.set(f.topic, (counts.get(f.topic) ?? 0) + 1);
  return [...counts].map(([topic, count]) => ({ topic, count })).sort((a, b) => b.count - a.count || a.topic.localeCompare(b.topic));
}

/** How sure a finding must be not to be marked as uncertain. */
export const lowConfidence = 0.6;
