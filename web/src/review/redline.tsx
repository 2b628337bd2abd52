import type { Edit, Finding } from '../api/types';
import type { Source } from '../text/source';
import { CopyButton } from '../ui/copy-button';

/** The proposed change, shown in the sentence it belongs to. */
export function Redline({ finding, source }: { finding: Finding; source: Source }) {
  const edits = [...(finding.redline ?? [])].sort((a, b) => a.start - b.start);
  const first = edits[0];
  if (!first) return null;
  const from = Math.min(finding.quote ? finding.start : first.start, first.start);
  const to = Math.max(finding.quote ? finding.end : first.end, ...edits.map((e) => e.end));
  return (
    <section className="card__part">
      <header>
        <h4>The smallest change that fixes it</h4>
        <CopyButton text={applied(from, to, edits, source)} label="Copy new wording of the sentence">
          Copy new wording
        </CopyButton>
      </header>
      <p className="redline">
        {edits.map((edit, i) => {
          const before = edits[i - 1];
          return (
            <span key={edit.start}>
              {source.cut(before ? before.end : from, edit.start)}
              {edit.delete && <del>{edit.delete}</del>}
              {edit.insert && <ins>{edit.insert}</ins>}
            </span>
          );
        })}
        {source.cut(edits.at(-1)?.end ?? to, to)}
      </p>
    </section>
  );
}

/** The text of [from, to) with the edits made; edits are in text order. */
export function applied(from: number, to: number, edits: readonly Edit[], source: Source): string {
  let out = '';
  let at = from;
  for (const edit of edits) {
    out += source.cut(at, edit.start) + edit.insert;
    at = edit.end;
  }
  return out + source.cut(at, to);
}
