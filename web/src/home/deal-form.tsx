import type { Deal, Side } from '../api/types';
import { Icon } from '../ui/icon';
import { Segmented } from '../ui/segmented';
import { sentence, sideWords } from '../ui/words';
import { dataKinds, knownFacts, places, sectors } from './deal';

type Props = { deal: Deal & { side: Side }; onChange: (deal: Deal & { side: Side }) => void };

/** Whose side we are on, and the optional facts that some thresholds depend on. */
export function DealForm({ deal, onChange }: Props) {
  const given = Object.keys(knownFacts({ ...deal, side: '' })).length;
  return (
    <div className="deal">
      <div className="deal__side">
        <span aria-hidden="true">In this deal</span>
        <Segmented
          label="Which side are we on?"
          name="new-side"
          value={deal.side}
          onChange={(side) => onChange({ ...deal, side })}
          options={[
            { value: 'supplier', label: sideWords.supplier.label, title: sideWords.supplier.text },
            { value: 'customer', label: sideWords.customer.label, title: sideWords.customer.text },
          ]}
        />
      </div>
      <details className="deal__more">
        <summary>
          <Icon name="chevron" />
          About the deal <span className="hint">{given > 0 ? `${given} given` : 'optional, sharpens the thresholds'}</span>
        </summary>
        <Facts deal={deal} onChange={onChange} />
      </details>
    </div>
  );
}

function Facts({ deal, onChange }: Props) {
  const flip = (kind: (typeof dataKinds)[number]['value'], on: boolean) => {
    const rest = (deal.data ?? []).filter((k) => k !== kind);
    onChange({ ...deal, data: on ? [...rest, kind] : rest });
  };
  return (
    <div className="deal__facts">
      <fieldset>
        <legend>Data involved</legend>
        {dataKinds.map((kind) => (
          <label key={kind.value} className="check">
            <input type="checkbox" checked={deal.data?.includes(kind.value) ?? false} onChange={(e) => flip(kind.value, e.target.checked)} />
            {kind.label}
          </label>
        ))}
      </fieldset>
      <div className="deal__grid">
        <label>
          Sector
          <select value={deal.sector ?? ''} onChange={(e) => onChange({ ...deal, sector: e.target.value as NonNullable<Deal['sector']> })}>
            <option value="">Not said</option>
            {sectors.map((s) => (
              <option key={s} value={s}>
                {sentence(s)}
              </option>
            ))}
          </select>
        </label>
        <label>
          How critical is the service?
          <select value={deal.criticality ?? ''} onChange={(e) => onChange({ ...deal, criticality: e.target.value as NonNullable<Deal['criticality']> })}>
            <option value="">Not said</option>
            <option value="low">Nice to have</option>
            <option value="medium">Important</option>
            <option value="high">Business stops without it</option>
          </select>
        </label>
        <label>
          Fees a year
          <span className="deal__money">
            <input
              type="number"
              min="0"
              step="1000"
              inputMode="numeric"
              placeholder="60000"
              value={deal.value ? String(deal.value) : ''}
              onChange={(e) => onChange({ ...deal, value: Number(e.target.value), currency: deal.currency ?? 'EUR' })}
            />
            <select aria-label="Currency" value={deal.currency ?? 'EUR'} onChange={(e) => onChange({ ...deal, currency: e.target.value })}>
              {['EUR', 'GBP', 'USD', 'CHF', 'CAD', 'AUD'].map((c) => (
                <option key={c}>{c}</option>
              ))}
            </select>
          </span>
        </label>
        <label>
          Where the work is done
          <select value={deal.location ?? ''} onChange={(e) => onChange({ ...deal, location: e.target.value })}>
            <option value="">Not said</option>
            {places.map((p) => (
              <option key={p.value} value={p.value}>
                {p.label}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>Exposure</legend>
          <label className="check">
            <input type="checkbox" checked={deal.access ?? false} onChange={(e) => onChange({ ...deal, access: e.target.checked })} />
            Supplier reaches the customer’s systems
          </label>
          <label className="check">
            <input type="checkbox" checked={deal.internet ?? false} onChange={(e) => onChange({ ...deal, internet: e.target.checked })} />
            Runs on the internet
          </label>
        </fieldset>
      </div>
    </div>
  );
}
