/** Entries of `resource_changes` and `resource_drift`. */
import { isDeepStrictEqual } from 'node:util';
import {
  type Change,
  type Marked,
  type Path,
  UNKNOWN,
  type Value,
  type Writable,
} from '../plan.ts';
import { actionOf, actionsOf, isImport, isMove, isRead } from './action.ts';
import { isEqual } from './equal.ts';
import { listOf, type Members, members, own, textOf } from './members.ts';
import { readBeside, readValue } from './value.ts';

/** All but reads. */
export function readChanges(resources: unknown): Marked<Change>[] {
  return listOf(resources).flatMap((resource) => readChange(resource) ?? []);
}

/** Whether a review tells of it: of a no-op only if it is moved or imported. */
export function isTold({
  action,
  importing,
  previousAddress,
  sensitivityOnly,
}: Marked<Change>): boolean {
  return (
    action !== 'stay' || importing !== undefined || previousAddress !== undefined || sensitivityOnly
  );
}

function readChange(resource: Members): Marked<Change> | undefined {
  const change = own(resource, 'change');
  const actions = actionsOf(change);
  const action = actionOf(actions);
  if (isRead(resource) || action === undefined) return undefined;
  const { before, after, marks } = sides(change);
  const sensitivityOnly =
    action === 'update' && !isEqual(marks.before, marks.after) && isDeepStrictEqual(before, after);
  const listed = Array.isArray(own(change, 'actions'));
  const nothing = listed && actions.length === 0 && isDeepStrictEqual(before, after);
  const deposed = textOf(resource, 'deposed');
  const module = textOf(resource, 'module_address');
  const reason = textOf(resource, 'action_reason');
  const read: Writable<Marked<Change>> = {
    address: addressOf(resource),
    type: textOf(resource, 'type') ?? '(unknown)',
    name: textOf(resource, 'name') ?? '(unknown)',
    provider: textOf(resource, 'provider_name') ?? '(unknown)',
    action: sensitivityOnly || nothing ? 'stay' : action,
    forcedBy: pathsOf(own(change, 'replace_paths')),
    sensitivityOnly,
    marks,
  };
  if (before !== undefined) read.before = before;
  if (after !== undefined) read.after = after;
  if (isMove(resource)) read.previousAddress = textOf(resource, 'previous_address') ?? '';
  if (deposed !== undefined) read.deposed = deposed;
  if (module !== undefined) read.module = module;
  if (reason !== undefined) read.reason = reason;
  if (isImport(change)) read.importing = importOf(own(change, 'importing'));
  if (action === 'replace') {
    read.order = orderOf(actions);
    if (actions.includes('forget')) read.oldForgotten = true;
  }
  return read;
}

/** Both sides of a change, of a resource or an output. */
export function sides(change: unknown): Pick<Marked<Change>, 'before' | 'after' | 'marks'> {
  const of = (name: string): unknown => own(change, name);
  const given = of('before') ?? undefined;
  const before = given === undefined ? undefined : readValue(given);
  const after = readBeside({ given, read: before }, of('after'), of('after_unknown'));
  const read: Writable<ReturnType<typeof sides>> = {
    marks: { before: of('before_sensitive') ?? false, after: of('after_sensitive') ?? false },
  };
  if (before !== undefined) read.before = before;
  if (after !== null) read.after = after;
  return read;
}

/** Drift may lack an address. */
export function addressOf(resource: Members): string {
  const address = textOf(resource, 'address');
  if (address !== undefined) return address;
  const [type, name, module] = ['type', 'name', 'module_address'].map((key) =>
    textOf(resource, key),
  );
  const own = type !== undefined && name !== undefined ? `${type}.${name}` : type;
  return [module, own].filter((part) => part !== undefined).join('.') || '(unknown)';
}

function orderOf(actions: readonly string[]): 'delete first' | 'create first' {
  return actions[0] === 'create' ? 'create first' : 'delete first';
}

function pathsOf(paths: unknown): Path[] {
  const lists = Array.isArray(paths) ? paths.filter((path) => Array.isArray(path)) : [];
  return lists.map((path: unknown[]) =>
    path.filter((step) => typeof step === 'string' || typeof step === 'number'),
  );
}

function importOf(importing: unknown): { readonly id?: Value; readonly identity?: Value } {
  const { id, identity, unknown } = members(importing) ?? {};
  if (unknown === true) return { id: UNKNOWN };
  return {
    ...(id !== undefined && id !== '' && { id: readValue(id) }),
    ...(identity !== undefined && identity !== null && { identity: readValue(identity) }),
  };
}
