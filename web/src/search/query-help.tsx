import { Dialog } from '../ui/dialog';

const rows: readonly { write: string; finds: string }[] = [
  { write: 'limit of liability', finds: 'plain words, in any form and order, best first' },
  { write: '"hold harmless"', finds: 'these words next to each other' },
  { write: 'indemnif*', finds: 'words that begin so' },
  { write: 'breach OR incident', finds: 'either word' },
  { write: 'audit NOT financial', finds: 'the first without the second' },
  { write: 'notify /5 breach', finds: 'within five words of each other' },
  { write: 'notify /s breach', finds: 'in one sentence; /p in one clause' },
  { write: 'topic:insurance', finds: 'clauses about a topic; also heading: party: kind: law: clause:' },
  { write: 'duration<72h', finds: 'a time in the clause; also money>=1000000 USD' },
  { write: '@supplier /s indemnif*', finds: 'a party by its name or role' },
];

export function QueryHelp({ onClose, onTry }: { onClose: () => void; onTry: (query: string) => void }) {
  return (
    <Dialog title="How to search" onClose={onClose}>
      <p>Plain words just work. Lawyers’ connectors do too; click one to try it.</p>
      <table className="help">
        <tbody>
          {rows.map((r) => (
            <tr key={r.write}>
              <td>
                <button type="button" className="link" onClick={() => onTry(r.write)}>
                  <code>{r.write}</code>
                </button>
              </td>
              <td>{r.finds}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
