import type { Finding, Review } from '../api/types';
import { byWeight } from './filter';

/** What to write to the other side about one finding. Notes for ourselves stay out. */
export function answerText(f: Finding): string {
  const place = f.clause.number ? `Clause ${f.clause.number}` : f.quote ? (f.clause.heading || f.title) : f.title;
  const lines = [`${place}${f.quote && f.clause.heading && f.clause.number ? ` (${f.clause.heading})` : ''}`];
  if (f.position.ask) lines.push(f.position.ask);
  for (const edit of f.redline ?? []) {
    if (edit.delete && edit.insert) lines.push(`Replace “${edit.delete.trim()}” with “${edit.insert.trim()}”.`);
    else if (edit.delete) lines.push(`Delete “${edit.delete.trim()}”.`);
    else lines.push(`Insert “${edit.insert.trim()}”.`);
  }
  if ((f.redline ?? []).length === 0 && f.position.insert) lines.push(`Proposed wording: “${f.position.insert}”`);
  if (f.position.rationale) lines.push(`Why: ${f.position.rationale}`);
  return lines.join('\n');
}

/** A reply with everything that calls for an answer, worst first. */
export function replyText(review: Review): string {
  const open = review.findings.filter((f) => f.stance === 'walk_away' || f.stance === 'negotiate').sort(byWeight);
  const name = review.document.title || review.document.name;
  if (open.length === 0) return `We have read ${name} and have no comments.`;
  const points = open.map((f, i) => `${i + 1}. ${answerText(f)}`);
  return [`Thank you for sending ${name}. We would like to discuss these points:`, ...points].join('\n\n');
}
