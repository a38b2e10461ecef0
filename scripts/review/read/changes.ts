/** Entries of `resource_changes` and `resource_drift`. */
import { isDeepStrictEqual } from 'node:util';
import { type Change, type Marked, type Path, UNKNOWN, type Value } from '../plan.ts';
import { actionOf, actionsOf, isImport, isMove, isRead } from './action.ts';
import { listOf, type Members, members, own, textOf } from './members.ts';
import { readValue } from './value.ts';

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
    action === 'update' &&
    !isDeepStrictEqual(marks.before, marks.after) &&
    isDeepStrictEqual(before, after);
  const listed = Array.isArray(own(change, 'actions'));
  const nothing = listed && actions.length === 0 && isDeepStrictEqual(before, after);
  const [deposed, module, reason] = ['deposed', 'module_address', 'action_reason'].map((name) =>
    textOf(resource, name),
  );
  return {
    address: addressOf(resource),
    ...(isMove(resource) && { previousAddress: textOf(resource, 'previous_address') ?? '' }),
    ...(deposed !== undefined && { deposed }),
    ...(module !== undefined && { module }),
    type: textOf(resource, 'type') ?? '(unknown)',
    name: textOf(resource, 'name') ?? '(unknown)',
    provider: textOf(resource, 'provider_name') ?? '(unknown)',
    action: sensitivityOnly || nothing ? 'stay' : action,
    ...(action === 'replace' && { order: orderOf(actions) }),
    ...(action === 'replace' && actions.includes('forget') && { oldForgotten: true }),
    ...(reason !== undefined && { reason }),
    forcedBy: pathsOf(own(change, 'replace_paths')),
    ...(isImport(change) && { importing: importOf(own(change, 'importing')) }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    sensitivityOnly,
    marks,
  };
}

/** Both sides of a change, of a resource or an output. */
export function sides(change: unknown): Pick<Marked<Change>, 'before' | 'after' | 'marks'> {
  const of = (name: string): unknown => own(change, name);
  const unknown = of('after_unknown');
  const before = of('before') === null ? undefined : of('before');
  const after = readValue(of('after'), unknown);
  return {
    ...(before !== undefined && { before: readValue(before) }),
    ...(after !== null && { after }),
    marks: { before: of('before_sensitive') ?? false, after: of('after_sensitive') ?? false },
  };
}

/** Drift may lack an address. */
export function addressOf(resource: Members): string {
  const [address, type, name, module] = ['address', 'type', 'name', 'module_address'].map((key) =>
    textOf(resource, key),
  );
  if (address !== undefined) return address;
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
