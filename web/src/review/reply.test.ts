import { describe, expect, it } from 'vitest';
import type { Finding, Review } from '../api/types';
import { answerText, replyText } from './reply';

const finding: Finding = {
  id: 'f1',
  rule: 'supplier/payment-terms',
  topic: 'payment-terms',
  title: 'Ninety days to pay',
  stance: 'negotiate',
  severity: 'low',
  clause: { id: 'c4', number: '2.1', heading: 'Invoices' },
  page: 1,
  start: 0,
  end: 10,
  quote: 'Customer shall pay',
  also: [],
  values: {},
  confidence: 1,
  source: 'rule',
  why: 'You finance them.',
  intent: '',
  position: { ask: 'Thirty days.', fallback: 'Forty-five.', walk_away: '', rationale: 'Thirty days is usual.', note: 'We can live with sixty.', insert: 'Whole clause.', evidence: [] },
  redline: [{ start: 5, end: 9, delete: 'ninety (90)', insert: 'thirty (30)' }],
};

describe('answerText', () => {
  it('has the place, the ask, the words and the reason, and nothing internal', () => {
    expect(answerText(finding)).toBe('Clause 2.1 (Invoices)\nThirty days.\nReplace “ninety (90)” with “thirty (30)”.\nWhy: Thirty days is usual.');
  });
  it('offers a whole clause for what is missing', () => {
    const missing = { ...finding, clause: { id: '', number: '', heading: '' }, quote: '', redline: [] };
    expect(answerText(missing)).toBe('Ninety days to pay\nThirty days.\nProposed wording: “Whole clause.”\nWhy: Thirty days is usual.');
  });
});

describe('replyText', () => {
  const review = { document: { name: 'msa.pdf' }, findings: [finding, { ...finding, id: 'f2', stance: 'preferred' }] } as unknown as Review;
  it('leaves out what needs no answer, and never tells our fallback', () => {
    const text = replyText(review);
    expect(text).toContain('1. Clause 2.1');
    expect(text).not.toContain('2. ');
    expect(text).not.toContain('Forty-five');
    expect(text).not.toContain('sixty');
  });
  it('says so when there is nothing to say', () => {
    expect(replyText({ ...review, findings: [] })).toBe('We have read msa.pdf and have no comments.');
  });
});
