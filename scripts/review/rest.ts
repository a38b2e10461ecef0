/** What a plan changes although no key of the file says so, with where it comes from. */
import { EXTENSIONS_FILE, isExtension } from '../../stacks/extension-origin.ts';
import type { Attribution } from './attribute.ts';
import { setsTags } from './compare.ts';
import type { FieldChange } from './finding.ts';
import { type Change, UNKNOWN } from './plan.ts';
import type { Proof, Unattributed } from './review.ts';
import { sayFindings } from './rows.ts';
import { plain, type Words, words } from './words.ts';

/** What is known of causes. */
export interface RestProps {
  readonly proofs: readonly Proof[];
  /** Undefined: nobody knows the files, so no cause either. */
  readonly attribution: Attribution | undefined;
  /** What was changed behind Terraform's back. */
  readonly drifted: ReadonlySet<string>;
  /** Cause of what nothing else explains; undefined where none is known. */
  readonly otherwise: Words | undefined;
}

/** Groups what no key explains by its cause, in the order of the plan. */
export function unattributed({
  proofs,
  attribution,
  drifted,
  otherwise,
}: RestProps): readonly Unattributed[] {
  const explained = explainedBy(attribution);
  const elsewhere = new Set(attribution?.elsewhere);
  const together = new Set(attribution?.together);
  const causeOf = ({ address }: Change): Words => {
    if (isExtension(address)) return words`from ${EXTENSIONS_FILE}`;
    if (elsewhere.has(address)) return words`by other environments' files`;
    if (together.has(address)) return words`by several of these keys together`;
    if (drifted.has(address)) return words`drift: changed by hand, and put back`;
    return otherwise ?? [];
  };
  const groups = new Map<string, { cause: Words; effects: Unattributed['effects'][number][] }>();
  for (const proof of proofs) {
    const { change } = proof;
    const left = proof.fields.filter((field) => !explained(change, field));
    if (isExplained(change, left, explained)) continue;
    const cause = causeOf(change);
    const group = groups.get(plain(cause)) ?? { cause, effects: [] };
    const findings = proof.findings.filter(
      ({ tells }) => tells.length === 0 || left.length === 0 || tells.some(isIn(left)),
    );
    group.effects.push({ address: change.address, words: sayFindings(findings) });
    groups.set(plain(cause), group);
  }
  return [...groups.values()];
}

type Explained = (change: Change, field?: FieldChange) => boolean;

function explainedBy(attribution: Attribution | undefined): Explained {
  const parts = new Map<string, Set<string> | 'all'>();
  const blocks = attribution?.effects.flatMap((effect) => effect.blocks) ?? [];
  const tagged = blocks.some(setsTags);
  for (const { address, action, attributes } of blocks) {
    const known = parts.get(address);
    if (action !== 'update') parts.set(address, 'all');
    else if (known !== 'all') parts.set(address, new Set([...(known ?? []), ...attributes]));
  }
  return ({ address }, field) => {
    const known = parts.get(address);
    if (known === 'all') return true;
    const attribute = String(field?.path[0] ?? '');
    return (known?.has(attribute) ?? false) || (tagged && attribute === 'tags_all');
  };
}

/** What is merely unknown until then follows from what is known to change. */
function isExplained(change: Change, left: readonly FieldChange[], explained: Explained): boolean {
  if (explained(change)) return true;
  const changes = change.action === 'update' || change.action === 'replace';
  if (!changes || change.previousAddress !== undefined || change.importing) return false;
  if (change.sensitivityOnly || change.deposed !== undefined) return false;
  if (change.reason === 'replace_because_tainted') return false;
  return left.every(({ after }) => after === UNKNOWN);
}

function isIn(fields: readonly FieldChange[]): (path: readonly (string | number)[]) => boolean {
  return (path) =>
    fields.some((field) =>
      path.every((step, index) => field.path[index] === undefined || field.path[index] === step),
    );
}
