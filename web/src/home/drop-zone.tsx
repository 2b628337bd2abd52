import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../ui/icon';

/** Takes files by drop anywhere on the page, by click, or by keyboard. */
export function DropZone({ accepts, busy, onFiles }: { accepts: readonly string[]; busy: boolean; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const dragging = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const dropped = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', dragging);
    window.addEventListener('dragleave', left);
    window.addEventListener('drop', dropped);
    return () => {
      window.removeEventListener('dragover', dragging);
      window.removeEventListener('dragleave', left);
      window.removeEventListener('drop', dropped);
    };
  }, [onFiles]);
  return (
    <label htmlFor={id} className={`drop ${over ? 'drop--over' : ''}`}>
      <span className="drop__icon">
        <Icon name="upload" />
      </span>
      <span className="drop__title">{busy ? 'Adding…' : over ? 'Let go to review' : 'Drop contracts here'}</span>
      <span className="drop__text">
        or <u>choose files</u>
        {accepts.length > 0 && ` – ${kindsOf(accepts)}`}
      </span>
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        className="sr"
        accept={accepts.join(',')}
        onChange={(e) => {
          onFiles([...(e.target.files ?? [])]);
          e.target.value = '';
        }}
      />
    </label>
  );
}

/** The formats most contracts come in, by name; the others are accepted just as well. */
function kindsOf(accepts: readonly string[]): string {
  const known = ['.pdf', '.docx', '.txt', '.md'].filter((a) => accepts.includes(a)).map((a) => a.slice(1).toUpperCase());
  return known.join(', ') + (accepts.length > known.length ? ' and more' : '');
}
