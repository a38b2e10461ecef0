/** What a plan changes although no key of the file says so, with where it comes from. */
import { isExtension } from '../../stacks/extension-origin.ts';
import { count } from '../terminal.ts';
import type { Attribution } from './attribute.ts';
import { setsTags } from './compare.ts';
import { kindOf } from './explain/kinds.ts';
import { finding } from './explain/say.ts';
import { extensionOf, FROM_EXTENSIONS, withStatements } from './extension.ts';
import type { FieldChange, Finding, Known } from './finding.ts';
import { type Change, UNKNOWN } from './plan.ts';
import type { Proof, Unattributed } from './review.ts';
import { isFate } from './rows.ts';
import { isNothing, isTree, member } from './value.ts';
import { plain, type Words, words } from './words.ts';

/** What is known of causes. */
export interface RestProps {
  readonly proofs: readonly Proof[];
  readonly known: Known;
  /** Undefined: nobody knows the files, so no cause either. */
  readonly attribution: Attribution | undefined;
  /** What follows from one key each. */
  readonly keyed: readonly Proof[];
  /** What was changed behind Terraform's back. */
  readonly drifted: ReadonlySet<string>;
  /** Cause of what nothing else explains; undefined where none is known. */
  readonly otherwise: Words | undefined;
}

/** What is left to tell of a change. */
type Told = Pick<Proof, 'change' | 'findings'>;

/** Groups what no key explains by its cause, in the order of the plan. */
export function unattributed(props: RestProps): readonly Unattributed[] {
  const { proofs, known, attribution } = props;
  const explained = explainedBy(props);
  const causeOf = causes(props);
  const groups = new Map<string, { cause: Words; proofs: Told[] }>();
  const add = (cause: Words, proof: Told): void => {
    const key = plain(cause);
    const group = groups.get(key);
    if (group) group.proofs.push(proof);
    else groups.set(key, { cause, proofs: [proof] });
  };
  for (const proof of proofs) {
    const { change } = proof;
    // In a plan of somebody else nothing explains anything.
    if (!attribution && !known.environment) {
      add(causeOf(change), proof);
      continue;
    }
    const left = attribution
      ? proof.fields.filter((field) => !explained(change, field))
      : proof.fields;
    const own = known.environment ? left.filter(isOfExtension) : [];
    const others = own.length > 0 ? left.filter((field) => !isOfExtension(field)) : left;
    if (own.length > 0)
      add(FROM_EXTENSIONS, withStatements(proof, own, { from: 'extensions', known }));
    // Where no key is known, nothing explains what is merely unknown.
    const asked = attribution !== undefined || own.length > 0;
    if (asked && isExplained(proof, others, explained)) continue;
    const rest =
      own.length > 0 ? withStatements(proof, others, { from: 'elsewhere', known }) : proof;
    const meant = isIn(others);
    const findings = rest.findings.filter(
      ({ tells }) => tells.length === 0 || others.length === 0 || tells.some(meant),
    );
    add(causeOf(change), { change, findings });
  }
  return [...groups.values()].map((group) => ({
    cause: group.cause,
    effects: effectsOf(group.proofs),
  }));
}

function isOfExtension(field: FieldChange): boolean {
  return extensionOf(field) !== undefined;
}

function causes({ attribution, drifted, otherwise, known }: RestProps): (change: Change) => Words {
  const elsewhere = new Set(attribution?.elsewhere);
  const together = new Set(attribution?.together);
  return ({ address }) => {
    if (known.environment && isExtension(address)) return FROM_EXTENSIONS;
    if (elsewhere.has(address)) return words`from other environments' files`;
    if (together.has(address)) return words`by several of these keys together`;
    if (drifted.has(address)) return words`drift: changed by hand, and changed back by this plan`;
    return otherwise ?? [];
  };
}

/** Resources that just come or go are named one by one as long as they are so few. */
const NAMED = 6;

/** What is done to each; many that just come, or just go, are counted by their kinds. */
function effectsOf(proofs: readonly Told[]): Unattributed['effects'] {
  const fates = (action: Change['action']): Told[] =>
    proofs.filter(
      ({ change, findings }) => change.action === action && findings.every(isNoNews(change)),
    );
  const many = [fates('create'), fates('delete')].filter(({ length }) => length > NAMED);
  const counted = new Set(many.flat());
  return [
    ...proofs
      .filter((proof) => !counted.has(proof))
      .map(({ change, findings }) => ({ address: change.address, findings })),
    ...many.map((some) => ({ findings: [finding('other', sayKinds(some), [])] })),
  ];
}

/** Whether a finding says no more than that something comes or goes: what is new narrows nothing. */
function isNoNews({ action }: Change): (finding: Finding) => boolean {
  return (finding) =>
    isFate(finding) || (action === 'create' && finding.permissions === 'narrowed');
}

/** Kinds that are named. */
const KINDS = 5;

/** `creates 39 resources: bucket (3), subnet (2), VPC and 12 other kinds`. */
function sayKinds(proofs: readonly Told[]): Words {
  const numbers = new Map<string, number>();
  for (const { change } of proofs) {
    const kind = kindOf(change.type);
    numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  }
  const kinds = [...numbers]
    .sort(([, one], [, other]) => other - one)
    .map(([kind, number]) => (number > 1 ? `${kind} (${number})` : kind));
  const named = kinds.slice(0, KINDS).join(', ');
  const others = kinds.length - KINDS;
  const more = others > 0 ? ` and ${count(others, 'other kind')}` : '';
  const verb = proofs[0]?.change.action === 'create' ? 'creates' : 'destroys';
  return words`${verb} ${count(proofs.length, 'resource')}: ${named}${more}`;
}

type Explained = (change: Change, field?: FieldChange) => boolean;

function explainedBy({ attribution, keyed }: RestProps): Explained {
  const parts = new Map<string, Set<string> | 'all'>();
  const blocks = attribution?.effects.flatMap((effect) => effect.blocks) ?? [];
  const tagged = blocks.some(setsTags);
  for (const { address, action, attributes } of blocks) {
    const known = parts.get(address);
    if (action !== 'update') parts.set(address, 'all');
    else if (known !== 'all') parts.set(address, new Set([...(known ?? []), ...attributes]));
  }
  const statements = new Set(
    keyed.flatMap(({ change, fields }) =>
      fields.map((field) => `${change.address} ${extensionOf(field)}`),
    ),
  );
  return ({ address, after }, field) => {
    const known = parts.get(address);
    if (known === 'all') return true;
    const extension = field && extensionOf(field);
    if (extension !== undefined) return statements.has(`${address} ${extension}`);
    const attribute = String(field?.path[0] ?? '');
    if (known?.has(attribute)) return true;
    return (
      tagged && (attribute === 'tags_all' || (field !== undefined && isOverlaid(field, after)))
    );
  };
}

/**
 * When a default tag gets another value, the provider reads the old one as the resource's own, and
 * takes it away.
 */
function isOverlaid({ path, before, after }: FieldChange, whole: Change['after']): boolean {
  if (path[0] !== 'tags' || !isNothing(after)) return false;
  const names = path.length > 1 ? [String(path[1])] : isTree(before) ? Object.keys(before) : [];
  const all = member(whole, 'tags_all');
  return names.length > 0 && names.every((name) => !isNothing(member(all, name)));
}

/** What Terraform makes anew although no attribute asks for it. */
const ANEW = /^replace_(because_tainted|by_request|by_triggers)$/;

/** What is merely unknown until then follows from what is known to change, unless it is risky. */
function isExplained(
  { change, findings }: Proof,
  left: readonly FieldChange[],
  explained: Explained,
): boolean {
  if (explained(change)) return true;
  const changes = change.action === 'update' || change.action === 'replace';
  if (!changes || change.previousAddress !== undefined || change.importing) return false;
  if (change.sensitivityOnly || change.deposed !== undefined) return false;
  if (ANEW.test(change.reason ?? '')) return false;
  const risky = findings.filter(({ risk, about }) => risk !== 'none' && about === 'permissions');
  return left.every(
    (field) => field.after === UNKNOWN && !risky.some(({ tells }) => tells.some(isIn([field]))),
  );
}

function isIn(fields: readonly FieldChange[]): (path: readonly (string | number)[]) => boolean {
  return (path) =>
    fields.some((field) =>
      path.every((step, index) => field.path[index] === undefined || field.path[index] === step),
    );
}
