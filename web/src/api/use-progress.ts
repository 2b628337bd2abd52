import { useEffect, useState } from 'react';
import { eventsURL } from './client';
import type { StageEvent } from './types';

/**
 * Follows the work on documents while something is being worked on; a browser grants few
 * connections to one server, so an idle page holds none. onEnd runs whenever a document
 * is done or failed, and once when the stream begins: what ended before it is not in it.
 */
export function useProgress(active: boolean, onEnd: () => void): ReadonlyMap<string, StageEvent> {
  const [stages, setStages] = useState<ReadonlyMap<string, StageEvent>>(new Map());
  useEffect(() => {
    if (!active) return;
    const source = new EventSource(eventsURL);
    source.addEventListener('open', onEnd);
    source.addEventListener('stage', (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as StageEvent;
      setStages((before) => new Map(before).set(event.document, event));
      if (event.stage === 'done' || event.stage === 'failed') onEnd();
    });
    return () => source.close();
  }, [active, onEnd]);
  return stages;
}
