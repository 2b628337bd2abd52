import { memo, useMemo, type KeyboardEvent } from 'react';
import type { Block, Stance, Text } from '../api/types';
import { layOut, notesOf, type Piece } from './layout';
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
export const ContractText = memo(function ContractText({ text, source, marks, selected, onSelect }: Props) {
  const chunks = useMemo(() => layOut(text), [text]);
  const notes = useMemo(() => notesOf(text), [text]);
  const draw: Draw = (block, cuts = []) => (
    <Passage block={block} cuts={cuts} source={source} marks={over(marks, block)} selected={selectedIn(marks, block, selected)} onSelect={onSelect} />
  );
  return (
    <div className="paper" lang="en">
      {chunks.map((chunk) => (
        <div key={chunk.key} className="paper__chunk">
          {chunk.pieces.map((piece, i) => (
            <PieceView key={i} piece={piece} draw={draw} />
          ))}
        </div>
      ))}
      {notes.length > 0 && (
        <section className="paper__notes" aria-label="Notes">
          {notes.map((b) => (
            <p key={b.start}>{draw(b)}</p>
          ))}
        </section>
      )}
    </div>
  );
});

type Draw = (block: Block, cuts?: { at: number; label: string }[]) => React.JSX.Element;

const none: readonly Mark[] = [];

function over(marks: readonly Mark[], block: Block): readonly Mark[] {
  const list = marks.filter((m) => m.start < block.end && m.end > block.start);
  return list.length > 0 ? list : none;
}

/** Only the blocks that show the selection hear of it, so that no other is drawn again. */
function selectedIn(marks: readonly Mark[], block: Block, selected: string | undefined): string | undefined {
  return selected !== undefined && over(marks, block).some((m) => m.id === selected) ? selected : undefined;
}

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
        <div className="paper__table">
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

interface PassageProps {
  block: Block;
  cuts: { at: number; label: string }[];
  source: Source;
  marks: readonly Mark[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

const Passage = memo(
  function Passage({ block, cuts, source, marks, selected, onSelect }: PassageProps) {
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
            <span key={part.start}>
              {page && (
                <span className="paper__turn" title={`Page ${page.label} begins here`}>
                  p. {page.label}
                </span>
              )}
              {mark ? (
                <Highlight mark={mark} first={mark.start === part.start} selected={mark.id === selected} onSelect={onSelect}>
                  {words}
                </Highlight>
              ) : (
                words
              )}
            </span>
          );
        })}
      </>
    );
  },
  (a, b) => a.block === b.block && a.source === b.source && a.selected === b.selected && a.onSelect === b.onSelect && sameMarks(a.marks, b.marks),
);

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a === b || (a.length === b.length && a.every((m, i) => m === b[i]));
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

function Highlight({ mark, first, selected, onSelect, children }: { mark: Mark; first: boolean; selected: boolean; onSelect: (id: string) => void; children: string }) {
  const className = `mark mark--${mark.kind} mark--${mark.stance || 'none'} ${selected ? 'mark--on' : ''}`;
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
