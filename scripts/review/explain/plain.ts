/** The line for what no rule knows: the kind and its fields, in plain words. */
import { count } from '../../terminal.ts';
import type { FieldChange, Finding, Subject } from '../finding.ts';
import { UNKNOWN } from '../plan.ts';
import { isWithin, stepsOf } from '../steps.ts';
import { join, plain, type Words, words } from '../words.ts';
import { differs } from './at.ts';
import { kindOf } from './kinds.ts';
import { explainFate } from './life.ts';
import { finding, labelOf, move } from './say.ts';

/** Fields that are told with their values; of the others the names. */
const SHOWN = 3;

/** Characters of a line. */
const LINE = 160;

/** What the findings leave untold; nothing where they tell all. */
export function explainPlain({ change, fields }: Subject, told: readonly Finding[]): Finding[] {
  if (told.some(({ tells }) => tells.some((path) => path.length === 0))) return [];
  if (!differs(change)) return explainFate(change);
  const left = told.length === 0 ? fields : untold(fields, told);
  // Computed anew because something else changes: what it follows is told.
  const unknown = left.filter(isUnknown);
  const open = unknown.length === 0 ? left : left.filter((field) => !isUnknown(field));
  if (open.length === 0 && (unknown.length === 0 || told.length > 0)) return [];
  return [
    finding(
      'other',
      () =>
        words`${kindOf(change.type)}: ${join([...sayFields(open), ...sayUnknown(unknown, open)], ', ')}`,
      left.map(({ path }) => path),
    ),
  ];
}

function untold(fields: readonly FieldChange[], told: readonly Finding[]): readonly FieldChange[] {
  const known = stepsOf(told.flatMap(({ tells }) => tells));
  return fields.filter(({ path }) => !isWithin(path, known));
}

function isUnknown({ after, forces }: FieldChange): boolean {
  return after === UNKNOWN && !forces;
}

/** Those that force a replacement first, as far as a line goes. */
function sayFields(fields: readonly FieldChange[]): Words[] {
  const sorted = [
    ...fields.filter(({ forces }) => forces),
    ...fields.filter(({ forces }) => !forces),
  ];
  const shown: Words[] = [];
  let room = LINE;
  for (const { path, before, after } of sorted.slice(0, SHOWN)) {
    const said = move(labelOf(path), before, after);
    room -= plain(said).length;
    if (room < 0 && shown.length > 0) break;
    shown.push(said);
  }
  const rest = sorted.slice(shown.length).map(({ path }) => labelOf(path));
  if (rest.length === 0) return shown;
  const names: Words[] = [];
  for (const name of rest.slice(0, SHOWN)) {
    room -= plain(name).length + 2;
    if (room > 0) names.push(name);
  }
  const unnamed = rest.length - names.length;
  if (names.length === 0) return [...shown, [`${rest.length} more`]];
  const others = unnamed > 0 ? ` and ${count(unnamed, 'other')}` : '';
  return [...shown, words`${rest.length} more: ${join(names, ', ')}${others}`];
}

function sayUnknown(unknown: readonly FieldChange[], open: readonly FieldChange[]): Words[] {
  if (unknown.length === 0) return [];
  if (open.length > 0) return [[`and ${unknown.length} known after apply`]];
  const names = unknown.slice(0, SHOWN).map(({ path }) => labelOf(path));
  const more = unknown.length > SHOWN ? ` and ${count(unknown.length - SHOWN, 'other')}` : '';
  return [words`${join(names, ', ')}${more} known after apply`];
}
