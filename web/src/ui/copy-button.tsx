import { useEffect, useState } from 'react';
import { Icon } from './icon';

type State = 'ready' | 'copied' | 'failed';

/** Copies text; says so for two seconds, also to those who do not see it. */
export function CopyButton({ text, label, children, className }: { text: string; label: string; children?: string; className?: string }) {
  const [state, setState] = useState<State>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const said = { ready: children ?? 'Copy', copied: 'Copied', failed: 'Not allowed' }[state];
  return (
    <button type="button" className={`copy ${state === 'copied' ? 'copy--done' : ''} ${className ?? ''}`} onClick={copy} aria-label={state === 'ready' ? label : said}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} />
      <span aria-hidden="true">{said}</span>
      <span role="status" className="sr">
        {state === 'ready' ? '' : said}
      </span>
    </button>
  );
}
