import { Dialog } from '../ui/dialog';

const keys = [
  ['j', 'next finding'],
  ['k', 'previous finding'],
  ['x', 'close the finding'],
  ['/', 'search the findings'],
  ['t', 'findings or contract, on a narrow screen'],
  ['?', 'this help'],
] as const;

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
