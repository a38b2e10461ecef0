/** What is said of a change, an output or a plan in one line, whatever shows it. */

import { EXTENSIONS_FILE, isExtension } from '../../../stacks/extension-origin.ts';
import { sayBill } from '../money.ts';
import type { OutputChange, TerraformCounts } from '../plan.ts';
import type { Proof, Provenance, Review, Row } from '../review.ts';
import { isEmpty } from '../verdict.ts';
import { quote, type Words, words } from '../words.ts';
import { showPath } from './lines.ts';
import { inline } from './values.ts';

/** A change in one line, its sign apart. */
export interface Head {
  readonly sign: string;
  readonly address: string;
  /** Such as `new revision, memory`. */
  readonly what: string;
}

const SIGNS = { create: '+', update: '~', delete: '-', forget: '.', stay: '~' } as const;

/** So many attributes are named. */
const NAMED = 4;

/** What happens to an object. */
export function headOf({ change, fields, revision }: Proof): Head {
  const { action, address, deposed } = change;
  const replaces = action === 'replace' && !revision;
  const sign = replaces
    ? change.order === 'create first'
      ? '+/-'
      : '-/+'
    : SIGNS[action === 'replace' ? 'update' : action];
  const names = [...new Set(fields.map(({ path }) => String(path[0] ?? 'all')))];
  const many = names.length > NAMED ? `${names.slice(0, NAMED).join(', ')}, …` : names.join(', ');
  const what = [
    ...(deposed === undefined ? [] : [`deposed object ${deposed}`]),
    ...(revision
      ? ['new revision']
      : action === 'stay'
        ? []
        : [replaces ? sayReplace(change) : action]),
    ...(change.previousAddress === undefined ? [] : [`moved from ${change.previousAddress}`]),
    ...(change.importing ? [`import${sayIdentity(change.importing)}`] : []),
    ...(change.sensitivityOnly ? ['marked as sensitive, or no longer'] : []),
  ].join(', ');
  const changes = action === 'update' && many !== '' ? `: ${many}` : '';
  const origin = isExtension(address) ? ` (from ${EXTENSIONS_FILE})` : '';
  return { sign, address, what: `${what}${changes}${origin}` };
}

function sayReplace({ order, oldForgotten, forcedBy, reason }: Proof['change']): string {
  const names = [...new Set(forcedBy.map(showPath))].slice(0, NAMED).join(', ');
  const why =
    names !== ''
      ? `: forced by ${names}`
      : reason === undefined
        ? ''
        : `: ${reason.replace(/^replace_/, '').replaceAll('_', ' ')}`;
  const how = oldForgotten ? 'the old one stays, no longer managed' : order;
  return `replace${how === undefined ? '' : `, ${how}`}${why}`;
}

function sayIdentity({ id, identity }: NonNullable<Proof['change']['importing']>): string {
  if (id !== undefined) return ` of ${inline(id)}`;
  return identity === undefined ? '' : ` of ${inline(identity)}`;
}

/** Whether there is nothing to tell of it but that. */
export function isQuiet({ counts, first, rows, checks, drift, proofs }: Review): boolean {
  const told = [first, rows, checks, drift.touched, proofs].some(({ length }) => length > 0);
  return isEmpty(counts) && !told;
}

/** `Risk high: destroys data, widens permissions`. */
export function riskLine({ risk: { level, reasons } }: Review): string {
  return `Risk ${level}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`;
}

/** Where a row's key stands, as seen from the environment's own file. */
export function placeOf({ place }: Row, file: string | undefined): string | undefined {
  if (!place) return undefined;
  return place.file === file ? `line ${place.line}` : `${place.file}:${place.line}`;
}

/** `512 → 1024 MiB`; only what it becomes if it wasn't there. */
export function valuesOf({ from, to }: Row): Words {
  if (!from) return to ?? [];
  return to ? words`${from} → ${to}` : from;
}

/** An output in one line. */
export function outputLine({ action, before, after, sensitivityOnly }: OutputChange): string {
  if (sensitivityOnly) return 'marked as sensitive, or no longer';
  if (action === 'create') return inline(after);
  return action === 'delete' ? 'removed' : `${inline(before)} → ${inline(after)}`;
}

/** What is counted otherwise than in the verdict, the bill and where the review comes from. */
export function facts({ terraform, money, provenance, drift }: Review): Words[] {
  return [
    ...(drift.elsewhere > 0 ? [elsewhereWords(drift.elsewhere)] : []),
    ...(terraform ? [countWords(terraform)] : []),
    ...(money ? [[sayBill(money)]] : []),
    ...provenanceWords(provenance),
  ];
}

function elsewhereWords(number: number): Words {
  return number === 1
    ? words`1 more differs outside Terraform: this plan leaves it as it is`
    : words`${number} more differ outside Terraform: this plan leaves them as they are`;
}

function countWords({ add, change, destroy, import: imports }: TerraformCounts): Words {
  const imported = imports > 0 ? `${imports} to import, ` : '';
  return words`Terraform counts ${imported}${add} to add, ${change} to change, ${destroy} to destroy`;
}

function provenanceWords(provenance: Provenance): Words[] {
  const { head, base, terraformVersion, digest } = provenance;
  return [
    ...(head === undefined ? [] : [words`commit ${quote(head.slice(0, 12))}`]),
    ...(base === undefined ? [] : [words`against ${quote(base.slice(0, 40))}`]),
    ...(terraformVersion === undefined ? [] : [words`Terraform ${terraformVersion}`]),
    ...(digest === undefined ? [] : [words`change set ${quote(digest)}`]),
  ];
}
