import { describe, expect, it } from 'vitest';
import { knownFacts } from './deal';

describe('knownFacts', () => {
  it('leaves out what was not said', () => {
    expect(knownFacts({ side: 'supplier', sector: '', data: [], value: 0, access: false, currency: 'EUR' })).toEqual({ side: 'supplier', currency: 'EUR' });
  });
});
