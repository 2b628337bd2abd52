import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { api } from '../api/client';
import type { Completion, Problem } from '../api/types';
import { byteOffset, indexAt } from '../text/bytes';
import { Icon } from '../ui/icon';

interface Props {
  value: string;
  problem: Problem | undefined;
  onSubmit: (query: string) => void;
  onHelp: () => void;
}

/** The query with completion below the caret, and an error below the place it is at. */
export function QueryBox({ value, problem, onSubmit, onHelp }: Props) {
  const [text, setText] = useState(value);
  const [offers, setOffers] = useState<Completion[]>([]);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const typed = useRef(false);

  useEffect(() => {
    if (!typed.current) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const caret = byteOffset(text, input.current?.selectionStart ?? text.length);
      api.complete(text, caret, abort.signal).then(
        (found) => {
          setOffers(found.slice(0, 8));
          setActive(-1);
        },
        () => setOffers([]), // completion is a convenience: the search itself says what is wrong
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);

  const close = () => {
    setOffers([]);
    setActive(-1);
  };
  const submit = () => {
    typed.current = false;
    close();
    onSubmit(text.trim());
  };
  const accept = (offer: Completion) => {
    const start = indexAt(text, offer.start);
    const next = text.slice(0, start) + offer.insert + text.slice(indexAt(text, offer.end));
    typed.current = false;
    setText(next);
    close();
    const caret = start + offer.insert.length;
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(caret, caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = offers[active];
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (offers.length === 0) return;
        event.preventDefault();
        const by = event.key === 'ArrowDown' ? 1 : -1;
        setActive((a) => (a + by + offers.length + 1) % (offers.length + 1));
        return;
      }
      case 'Tab':
        if (!chosen) return;
        event.preventDefault();
        accept(chosen);
        return;
      case 'Enter':
        event.preventDefault();
        if (chosen) accept(chosen);
        else submit();
        return;
      case 'Escape':
        if (offers.length > 0) event.preventDefault();
        close();
    }
  };

  const wrong = problem?.offset === undefined ? undefined : indexAt(value, problem.offset);
  return (
    <div className="query" role="search" aria-label="Clauses">
      <div className="query__box">
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search clauses"
          aria-expanded={offers.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 && active < offers.length ? `${list}-${active}` : undefined}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? `${list}-problem` : undefined}
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="uncapped liability   ·   topic:insurance cyber   ·   notif* /s (breach OR incident)"
          value={text}
          onChange={(e) => {
            typed.current = true;
            setText(e.target.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        <button type="button" className="button button--quiet button--icon" aria-label="How to search" onClick={onHelp}>
          <Icon name="help" />
        </button>
        <button type="button" className="button button--primary" onClick={submit}>
          Search
        </button>
      </div>
      <ul id={list} role="listbox" aria-label="Ways to go on" className="query__offers" hidden={offers.length === 0}>
        {offers.map((offer, i) => (
          <li
            key={offer.label}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            className={i === active ? 'query__active' : undefined}
            onPointerDown={(e) => {
              e.preventDefault(); // keeps the caret in the box
              accept(offer);
            }}
          >
            <code>{offer.label}</code>
            <span>{offer.detail}</span>
          </li>
        ))}
      </ul>
      {problem && (
        <div id={`${list}-problem`} className="query__problem" role="alert">
          {wrong !== undefined && (
            <pre aria-hidden="true">
              {value}
              {'\n'}
              {value.slice(0, wrong).replace(/[^\t]/gu, ' ')}
              <b>^</b>
            </pre>
          )}
          <p>
            {problem.detail}
            {problem.expected ? `; expected ${problem.expected}.` : '.'} {problem.hint}
          </p>
        </div>
      )}
    </div>
  );
}
