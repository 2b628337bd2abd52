import type { Deal, Side } from '../api/types';

const key = 'parley.deal';

export const dataKinds = [
  { value: 'personal', label: 'Personal data' },
  { value: 'special', label: 'Sensitive personal data' },
  { value: 'health', label: 'Health data' },
  { value: 'payment', label: 'Payment data' },
  { value: 'source-code', label: 'Source code' },
] as const;

export const sectors = ['technology', 'health', 'finance', 'public', 'defence', 'education', 'energy', 'retail'] as const;

export const places = [
  { value: 'eu', label: 'European Union' },
  { value: 'GB', label: 'United Kingdom' },
  { value: 'US', label: 'United States' },
  { value: 'CA', label: 'Canada' },
  { value: 'CH', label: 'Switzerland' },
  { value: 'AU', label: 'Australia' },
] as const;

/** The facts given last time: most founders review the same kind of deal again. */
export function storedDeal(): Deal & { side: Side } {
  try {
    const deal = JSON.parse(localStorage.getItem(key) ?? '{}') as Deal;
    return { ...deal, side: deal.side === 'customer' ? 'customer' : 'supplier' };
  } catch {
    return { side: 'supplier' };
  }
}

export function storeDeal(deal: Deal): void {
  localStorage.setItem(key, JSON.stringify(deal));
}

/** A deal without the facts that were not given: unknown is not the same as none. */
export function knownFacts(deal: Deal): Deal {
  return Object.fromEntries(
    Object.entries(deal).filter(([, value]) => value !== '' && value !== false && value !== 0 && !(Array.isArray(value) && value.length === 0)),
  );
}
