import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Document, Review, Side, Text } from '../api/types';
import { useRouter } from '../router';
import { ContractText, type Mark } from '../text/contract-text';
import { bringIntoView } from '../text/scroll';
import { Source } from '../text/source';
import { FilterBar } from './filter-bar';
import { filterFindings, filterShowing, startFilter, type Filter } from './filter';
import { FindingCard } from './finding-card';
import { KeyHelp } from './key-help';
import { alsoMarks, findingMarks } from './marks';
import { ReviewHeader } from './review-header';
import { useKeys } from './use-keys';
import { VerdictPanel } from './verdict-panel';

interface Props {
  document: Document;
  side: Side;
  working: boolean;
  text: Text;
  review: Review;
  onSide: (side: Side) => void;
}

type Pane = 'findings' | 'contract';

/** The contract on one side, the findings on the other; each leads to the other. */
export function ReviewView({ document, side, working, text, review, onSide }: Props) {
  const { query } = useRouter();
  const source = useMemo(() => new Source(text.text), [text]);
  const [selected, setSelected] = useState<string | undefined>(() => query.get('finding') ?? undefined);
  const [filter, setFilter] = useState<Filter>(() => filterShowing(startFilter(), review.findings.find((f) => f.id === selected)));
  const [place, setPlace] = useState<Mark | undefined>(() => placeOf(query.get('at')));
  const [pane, setPane] = useState<Pane>(place ? 'contract' : 'findings');
  const [help, setHelp] = useState(false);
  const paneRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLUListElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);

  const shown = useMemo(() => filterFindings(review.findings, filter), [review, filter]);
  const finding = useMemo(() => review.findings.find((f) => f.id === selected), [review, selected]);
  const marks = useMemo(() => [...findingMarks(shown), ...alsoMarks(finding), ...(place ? [place] : [])], [shown, finding, place]);

  const findMark = useCallback((selector: string) => () => paneRef.current?.querySelector(selector) ?? null, []);
  const showText = useCallback(
    (passage: { start: number; end: number }) => {
      setPlace({ start: passage.start, end: passage.end, id: 'place', kind: 'place', stance: '', label: 'The passage asked for' });
      setPane('contract');
      requestAnimationFrame(() => bringIntoView(findMark('.mark--placed')));
    },
    [findMark],
  );
  const showClause = useCallback(
    (start: number) => {
      const block = text.blocks.find((b) => b.start <= start && start < b.end);
      if (block) showText(block);
    },
    [text, showText],
  );
  /** Brings a finding's card and its passage onto the screen, once they are drawn. */
  const reveal = useCallback(
    (id: string, block: ScrollLogicalPosition) => {
      requestAnimationFrame(() => {
        bringIntoView(findMark(`.mark--finding[data-finding="${CSS.escape(id)}"]`));
        cardOf(listRef.current, id)?.scrollIntoView({ block });
      });
    },
    [findMark],
  );
  const select = useCallback(
    (id: string | undefined) => {
      setSelected(id);
      setPlace(undefined);
      if (id !== undefined) reveal(id, 'nearest');
    },
    [reveal],
  );
  const fromText = useCallback(
    (id: string) => {
      setSelected(id);
      setPlace(undefined);
      setPane('findings');
      requestAnimationFrame(() => {
        const card = cardOf(listRef.current, id);
        card?.scrollIntoView({ block: 'start' });
        card?.querySelector<HTMLElement>('.card__head')?.focus({ preventScroll: true });
      });
    },
    [],
  );
  /** Picks a finding that the filter may hide. */
  const pick = useCallback(
    (id: string) => {
      setFilter((before) => filterShowing(before, review.findings.find((f) => f.id === id)));
      setSelected(id);
      setPlace(undefined);
      reveal(id, 'start');
    },
    [review, reveal],
  );

  // The address may ask for a finding or a passage.
  useEffect(() => {
    if (place) requestAnimationFrame(() => bringIntoView(findMark('.mark--placed')));
    else if (selected) reveal(selected, 'start');
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, for what the address asked
  }, []);

  const step = useCallback(
    (by: number) => {
      const at = shown.findIndex((f) => f.id === selected);
      const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1)];
      if (!next) return;
      select(next.id);
      // The focus goes along, so that what is read out and what Enter closes is this one.
      requestAnimationFrame(() => cardOf(listRef.current, next.id)?.querySelector<HTMLElement>('.card__head')?.focus({ preventScroll: true }));
    },
    [shown, selected, select],
  );
  useKeys(
    useMemo(
      () => ({
        j: () => step(1),
        k: () => step(-1),
        x: () => select(undefined),
        t: () => setPane((p) => (p === 'contract' ? 'findings' : 'contract')),
        '/': () => searchRef.current?.focus(),
        '?': () => setHelp(true),
      }),
      [step, select],
    ),
  );

  return (
    <div className="review" data-pane={pane}>
      <ReviewHeader document={document} side={side} working={working} clauses={text.clauses} onSide={onSide} onClause={showClause} onHelp={() => setHelp(true)} />
      <div className="review__tabs" role="group" aria-label="Show">
        <button type="button" aria-pressed={pane === 'findings'} onClick={() => setPane('findings')}>
          Findings
        </button>
        <button type="button" aria-pressed={pane === 'contract'} onClick={() => setPane('contract')}>
          Contract
        </button>
      </div>
      <section className="review__text" aria-label="The contract" ref={paneRef}>
        <h2 className="sr">The contract</h2>
        <ContractText text={text} source={source} marks={marks} selected={selected} onSelect={fromText} />
      </section>
      <section className="review__findings" aria-label="Findings">
        <VerdictPanel review={review} onPick={pick} onShow={showText} />
        <FilterBar findings={review.findings} filter={filter} onChange={setFilter} searchRef={searchRef} />
        <p className="sr" role="status">
          {shown.length} of {review.findings.length} findings shown
        </p>
        {shown.length === 0 && <p className="empty">{review.findings.length === 0 ? 'Nothing was found in this document.' : 'No finding passes this filter.'}</p>}
        <ul className="cards" ref={listRef}>
          {shown.map((f) => (
            <FindingCard
              key={f.id}
              document={document.id}
              side={side}
              finding={f}
              opinion={review.model?.opinions.find((o) => o.finding === f.id)}
              open={f.id === selected}
              source={source}
              onToggle={() => select(f.id === selected ? undefined : f.id)}
              onShow={showText}
            />
          ))}
        </ul>
      </section>
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function cardOf(list: HTMLElement | null, id: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) ?? null;
}

/** The passage that an address asks for: "at=START-END". */
function placeOf(at: string | null): Mark | undefined {
  const match = /^(\d+)-(\d+)$/.exec(at ?? '');
  if (!match) return undefined;
  return { start: Number(match[1]), end: Number(match[2]), id: 'place', kind: 'place', stance: '', label: 'The passage asked for' };
}
