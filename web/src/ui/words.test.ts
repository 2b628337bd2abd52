import { describe, expect, it } from 'vitest';
import { calm, evidenceWords, factWords, kindWords, placeWords, placesMarked, placesSpoken, sizeWords } from './words';

describe('words', () => {
  it.each([
    ['MASTER SERVICES AGREEMENT', 'Master Services Agreement'],
    ['HALVORSEN MUTUAL OF THE NORTH PLC', 'Halvorsen Mutual of the North PLC'],
    ['Acme GmbH', 'Acme GmbH'],
    ['IBM', 'IBM'],
    ['', ''],
  ])('calm(%s)', (text, want) => expect(calm(text)).toBe(want));

  it.each([
    ['iso27001:A.5.24', 'control', 'ISO 27001 A.5.24'],
    ['doc:incident-response-plan', 'document', 'Incident response plan'],
    ['doc:iso-certificate', 'document', 'ISO certificate'],
    ['anything', 'document', 'Anything'],
  ])('evidenceWords(%s)', (id, kind, label) => expect(evidenceWords(id)).toEqual({ kind, label }));

  it('puts facts in words', () => {
    expect(factWords('deadline', '24 hours')).toBe('Deadline: 24 hours');
    expect(factWords('report_in_lieu', false)).toBe('Report in lieu: no');
    expect(factWords('covers', ['ip', 'bodily-injury'])).toBe('Covers: ip, bodily injury');
    expect(factWords('uptime', 99.9)).toBe('Uptime: 99.9');
  });

  it('says where a clause is', () => {
    expect(placeWords({ number: '7.1', heading: 'IP' }, 3)).toBe('Clause 7.1 · page 3');
    expect(placeWords({ number: 'Schedule 2, 4.1', heading: '' }, 0)).toBe('Schedule 2, 4.1');
    expect(placeWords({ number: '', heading: 'Audit' }, 2)).toBe('Audit · page 2');
    expect(placeWords({ number: '', heading: '' }, 0)).toBe('');
  });

  it('shows places for terms, sizes and kinds', () => {
    expect(placesSpoken("{supplier}'s data. {us} must tell {them} by {deadline}. ")).toBe("The supplier's data. Your company must tell the other side by [deadline].");
    expect(placesMarked("{supplier} shall return {customer}'s data. ")).toBe("[Supplier] shall return [Customer]'s data.");
    expect(sizeWords(12)).toBe('12 bytes');
    expect(sizeWords(130_000)).toBe('127 KB');
    expect(sizeWords(5_000_000)).toBe('4.8 MB');
    expect(kindWords('dpa')).toBe('Data processing agreement');
    expect(kindWords('')).toBe('Contract');
  });
});
