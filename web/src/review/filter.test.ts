import { describe, expect, it } from 'vitest';
import type { Finding } from '../api/types';
import { filterFindings, filterShowing, startFilter, topicCounts } from './filter';

function finding(id: string, more: Partial<Finding>): Finding {
  return {
    id,
    rule: 'supplier/x',
    topic: 'insurance',
    title: 'Title',
    stance: 'negotiate',
    severity: 'medium',
    clause: { id: 'c1', number: '1', heading: 'Cover' },
    page: 1,
    start: 0,
    end: 1,
    quote: 'Quote',
    also: [],
    values: {},
    confidence: 0.9,
    source: 'rule',
    why: '',
    intent: '',
    position: { ask: '', fallback: '', walk_away: '', rationale: '', note: '', insert: '', evidence: [] },
    redline: [],
    ...more,
  };
}

const findings = [
  finding('late', { start: 50 }),
  finding('early', { start: 10 }),
  finding('good', { stance: 'preferred', severity: '' }),
  finding('worst', { stance: 'walk_away', severity: 'high', topic: 'indemnity', quote: 'hold harmless from any breach' }),
  finding('serious', { severity: 'high', topic: 'security-audit' }),
];
const ids = (list: Finding[]) => list.map((f) => f.id).join(' ');

describe('filterFindings', () => {
  it('shows what calls for an answer, worst first, then by place', () => {
    expect(ids(filterFindings(findings, startFilter()))).toBe('worst serious early late');
  });
  it('shows the rest when asked', () => {
    expect(ids(filterFindings(findings, { ...startFilter(), stances: new Set(['preferred']) }))).toBe('good');
  });
  it('finds words anywhere in a finding, in any order', () => {
    expect(ids(filterFindings(findings, { ...startFilter(), words: ' BREACH hold ' }))).toBe('worst');
    expect(ids(filterFindings(findings, { ...startFilter(), words: 'security audit' }))).toBe('serious');
  });
  it('keeps to a topic', () => {
    expect(ids(filterFindings(findings, { ...startFilter(), topic: 'insurance' }))).toBe('early late');
  });
});

describe('filterShowing', () => {
  it('opens up for a finding that it hides, and stays otherwise', () => {
    const start = startFilter();
    const good = findings[2];
    expect(filterShowing(start, findings[0])).toBe(start);
    expect(ids(filterFindings(findings, filterShowing({ ...start, words: 'nowhere' }, good)))).toContain('good');
  });
});

describe('topicCounts', () => {
  it('counts what the rest of the filter lets through', () => {
    expect(topicCounts(findings, { ...startFilter(), topic: 'indemnity' })).toEqual([
      { topic: 'insurance', count: 2 },
      { topic: 'indemnity', count: 1 },
      { topic: 'security-audit', count: 1 },
    ]);
  });
});
