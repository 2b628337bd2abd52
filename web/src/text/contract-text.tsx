import { Fragment, memo, useMemo, type KeyboardEvent } from 'react';
import type { Block, Stance, Text } from '../api/types';
import { layOut, notesOf, type Chunk, type Piece } from './layout';
import { segments, type Source } from './source';

/** A marked passage: a finding's own, a further one it rests on, or the place asked for. */
export interface Mark {
  start: number;
  end: number;
  id: string; // the finding's
  kind: 'finding' | 'also' | 'place';
  stance: Stance | '';
  label: string; // for those who do not see colours
}

interface Props {
  text: Text;
  source: Source;
  marks: readonly Mark[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

/** The contract's text with its marked passages. */
export function ContractText({ text, source, marks, selected, onSelect }: Props) {
  const chunks = useMemo(() => layOut(text), [text]);
  const notes = useMemo(() => notesOf(text), [text]);
  const shared = { source, selected, onSelect };
  return (
    <div className="paper" lang="en">
      {chunks.map((chunk) => (
        <ChunkView key={chunk.start} chunk={chunk} {...within(chunk, marks, shared)} />
      ))}
      {notes.length > 0 && (
        <section className="paper__notes" aria-label="Notes">
          {notes.map((b) => (
            <p key={b.start}>
              <Passage block={b} cuts={[]} {...within(b, marks, shared)} />
            </p>
          ))}
        </section>
      )}
    </div>
  );
}

interface Shown {
  source: Source;
  marks: readonly Mark[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

/** What concerns a stretch of the text: a selection elsewhere is none, so that nothing is drawn again for it. */
function within(stretch: { start: number; end: number }, marks: readonly Mark[], shared: Omit<Shown, 'marks'>): Shown {
  const inside = marks.filter((m) => m.start < stretch.end && m.end > stretch.start);
  return { ...shared, marks: inside, selected: inside.some((m) => m.id === shared.selected) ? shared.selected : undefined };
}

const ChunkView = memo(
  function ChunkView({ chunk, ...shown }: Shown & { chunk: Chunk }) {
    const draw: Draw = (block, cuts = []) => <Passage block={block} cuts={cuts} {...within(block, shown.marks, shown)} />;
    return (
      <div className="paper__chunk">
        {chunk.pieces.map((piece, i) => (
          <PieceView key={i} piece={piece} draw={draw} />
        ))}
      </div>
    );
  },
  (a, b) => a.chunk === b.chunk && a.source === b.source && a.selected === b.selected && a.onSelect === b.onSelect && sameMarks(a.marks, b.marks),
);

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every((m, i) => m === b[i]);
}

type Draw = (block: Block, cuts?: { at: number; label: string }[]) => React.JSX.Element;

function PieceView({ piece, draw }: { piece: Piece; draw: Draw }) {
  switch (piece.kind) {
    case 'page':
      return (
        <div className="paper__page" role="separator" aria-label={`Page ${piece.label}`}>
          <span aria-hidden="true">Page {piece.label}</span>
        </div>
      );
    case 'table':
      return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table must be scrollable by keyboard
        <div className="paper__table" role="group" aria-label="Table" tabIndex={0}>
          <table>
            <tbody>
              {piece.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell) => (
                    <td key={cell.start}>{draw(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'block':
      return <BlockView piece={piece} draw={draw} />;
  }
}

function BlockView({ piece, draw }: { piece: Extract<Piece, { kind: 'block' }>; draw: Draw }) {
  const { block, clause, heading, pageCuts } = piece;
  const content = draw(block, pageCuts);
  const anchor = clause === undefined ? {} : { id: `clause-${clause}` };
  if (heading > 0) {
    const Heading = heading === 1 ? 'h3' : 'h4';
    return <Heading {...anchor}>{content}</Heading>;
  }
  const depth = Math.min(Math.max((block.level ?? 1) - 1, 0), 4);
  return (
    <p {...anchor} className={block.kind === 'list_item' ? `paper__item paper__item--${depth}` : undefined}>
      {content}
    </p>
  );
}

/** A block's words, cut where marks and pages begin and end. */
function Passage({ block, cuts, source, marks, selected, onSelect }: Shown & { block: Block; cuts: { at: number; label: string }[] }) {
  const parts = segments(
    block.start,
    block.end,
    marks,
    cuts.map((c) => c.at),
  );
  return (
    <>
      {parts.map((part) => {
        const page = cuts.find((c) => c.at === part.start);
        const words = source.cut(part.start, part.end);
        const mark = foremost(part.marks, selected);
        return (
          <Fragment key={part.start}>
            {page && (
              <span className="paper__turn" title={`Page ${page.label} begins here`}>
                p. {page.label}
              </span>
            )}
            {mark ? (
              <Highlight
                mark={mark}
                first={mark.start === part.start}
                selected={mark.id === selected}
                placed={part.marks.some((m) => m.kind === 'place')}
                onSelect={onSelect}
              >
                {words}
              </Highlight>
            ) : (
              words
            )}
          </Fragment>
        );
      })}
    </>
  );
}

const rank: Record<Stance | '', number> = { walk_away: 4, negotiate: 3, acceptable: 2, preferred: 1, '': 0 };

/** The mark to show where several lie over the same words: the selected, then the worst. */
function foremost(marks: readonly Mark[], selected: string | undefined): Mark | undefined {
  let best: Mark | undefined;
  for (const m of marks) {
    if (m.id === selected && m.kind !== 'also') return m;
    if (!best || rank[m.stance] > rank[best.stance]) best = m;
  }
  return best;
}

interface HighlightProps {
  mark: Mark;
  first: boolean; // where the mark begins
  selected: boolean;
  placed: boolean; // also part of the place asked for
  onSelect: (id: string) => void;
  children: string;
}

function Highlight({ mark, first, selected, placed, onSelect, children }: HighlightProps) {
  const className = ['mark', `mark--${mark.kind}`, mark.stance && `mark--${mark.stance}`, selected && 'mark--on', placed && 'mark--placed'].filter(Boolean).join(' ');
  if (mark.kind === 'place') return <mark className={className}>{children}</mark>;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect(mark.id);
  };
  return (
    <span
      role="button"
      tabIndex={first && mark.kind === 'finding' ? 0 : -1}
      className={className}
      data-finding={mark.id}
      aria-pressed={selected}
      aria-label={first ? `${mark.label}: ${children}` : children}
      onClick={() => onSelect(mark.id)}
      onKeyDown={onKeyDown}
    >
      {children}
    </span>
  );
}
