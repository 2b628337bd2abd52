// What the API's terms are called in front of people who are no lawyers.
import type { Advice, Severity, Side, Stance } from '../api/types';

export const stances: readonly Stance[] = ['walk_away', 'negotiate', 'acceptable', 'preferred']; // worst first

export const stanceWords: Record<Stance, string> = {
  walk_away: 'Refuse as written',
  negotiate: 'Negotiate',
  acceptable: 'Acceptable',
  preferred: 'Good for us',
};

/** The same in a word, for where there is little room. */
export const stanceShort: Record<Stance, string> = {
  walk_away: 'Refuse',
  negotiate: 'Negotiate',
  acceptable: 'Acceptable',
  preferred: 'Good',
};

export const severityWords: Record<Severity, string> = { '': '', low: 'minor', medium: 'matters', high: 'serious' };

export const adviceWords: Record<Advice, { title: string; text: string }> = {
  sign: { title: 'Fine to sign', text: 'Nothing found that is worth a round of negotiation.' },
  negotiate: { title: 'Negotiate first', text: 'Some terms need an answer before you sign.' },
  get_help: { title: 'Get help before signing', text: 'Some terms could sink a small company, or too much could not be judged.' },
};

export const sideWords: Record<Side, { label: string; text: string }> = {
  supplier: { label: 'We sell', text: 'We are the supplier' },
  customer: { label: 'We buy', text: 'We are the customer' },
};

const kinds: Record<string, string> = {
  msa: 'Services agreement',
  dpa: 'Data processing agreement',
  'security-addendum': 'Security addendum',
  sla: 'Service level agreement',
  baa: 'Business associate agreement',
  nda: 'Confidentiality agreement',
  'order-form': 'Order form',
  sow: 'Statement of work',
  licence: 'Licence',
  other: 'Contract',
};

export function kindWords(kind: string): string {
  return kinds[kind] ?? (kind ? sentence(kind) : 'Contract');
}

/** "incident-notification" as "Incident notification". */
export function sentence(id: string): string {
  const words = id.replace(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const ruleSideWords: Record<Side | 'both', string> = {
  supplier: 'When we sell',
  customer: 'When we buy',
  both: 'Whichever side we are on',
};

const places: Record<string, string> = { us: 'your company', them: 'the other side', supplier: 'the supplier', customer: 'the customer' };

/** A playbook's advice with its places for a contract's own terms in words. */
export function placesSpoken(text: string): string {
  return text
    .replace(/([.!?]\s+|)\{(\w+)\}/g, (_, before: string, place: string, at: number) => {
      const words = places[place] ?? `[${place}]`;
      return before + (before || at === 0 ? words.charAt(0).toUpperCase() + words.slice(1) : words);
    })
    .trim();
}

/** A playbook's clause with its places to be filled in as [Places]. */
export function placesMarked(text: string): string {
  return text.replace(/\{(\w)(\w*)\}/g, (_, first: string, rest: string) => `[${first.toUpperCase()}${rest}]`).trim();
}

const roles: Record<string, string> = {
  cap: 'The cap',
  'carve-out': 'What the cap leaves out',
  condition: 'Condition',
  definition: 'Definition',
  'lead-in': 'Begins with',
  reference: 'Refers to',
};

export function roleWords(role: string): string {
  return roles[role] ?? sentence(role);
}

const names: Record<string, string> = {
  iso: 'ISO',
  sla: 'SLA',
  soc: 'SOC',
  gdpr: 'GDPR',
};

/** Evidence as rules write it ("iso27001:A.5.24", "doc:incident-response-plan") in words. */
export function evidenceWords(id: string): { kind: 'control' | 'document'; label: string } {
  const [scheme, rest] = id.split(/:(.*)/s);
  if (scheme === 'iso27001' && rest) return { kind: 'control', label: `ISO 27001 ${rest}` };
  const text = scheme === 'doc' && rest ? rest : id;
  const label = text
    .split('-')
    .map((word) => names[word] ?? word)
    .join(' ');
  return { kind: 'document', label: label.charAt(0).toUpperCase() + label.slice(1) };
}

export type FactValue = string | number | boolean | string[];

/** A finding's fact as a short label: "Deadline: 24 hours". */
export function factWords(name: string, value: FactValue): string {
  const said = Array.isArray(value) ? value.map((v) => v.replace(/-/g, ' ')).join(', ') : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return `${sentence(name)}: ${said}`;
}

export function placeWords(clause: { number: string; heading: string }, page: number): string {
  const parts = [];
  if (clause.number) parts.push(/^[\d(]/.test(clause.number) ? `Clause ${clause.number}` : clause.number);
  else if (clause.heading) parts.push(clause.heading);
  if (page > 0) parts.push(`page ${page}`);
  return parts.join(' · ');
}

const capitals = new Set(['plc', 'llc', 'llp', 'lp', 'uk', 'usa', 'us', 'eu', 'ag', 'sa', 'bv', 'ii', 'iii', 'it', 'saas', 'sla', 'dpa']);
const small = new Set(['and', 'of', 'the', 'for', 'to', 'in', 'on', 'by', 'as', 'a', 'an']);

/** Text printed in capitals only, as contracts do with titles and names, in ordinary letters. */
export function calm(text: string): string {
  if (text !== text.toUpperCase() || !/[A-Z]{4}/.test(text)) return text;
  return text.toLowerCase().replace(/[\p{L}’']+/gu, (word, at: number) => {
    if (capitals.has(word)) return word.toUpperCase();
    return at > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1);
  });
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function dateWords(iso: string): string {
  return dates.format(new Date(iso));
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`;
}
