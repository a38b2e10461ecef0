/** What a plan would do, from `terraform show -json`. */
import { isDeepStrictEqual } from 'node:util';
import {
  changedExtensionStatements,
  EXTENSIONS_FILE,
  isExtension,
} from '../../stacks/extension-origin.ts';
import { plannedIn, type ResourceChange } from './plan-json.ts';
import { dataIn } from './retain.ts';

/** One attribute that moves; `values` is absent where they are hidden or too large for a line. */
interface AttributeChange {
  readonly name: string;
  readonly values?: readonly [before: string, after: string];
  /** Statements of a policy that move and come from the team's own code. */
  readonly extensions?: readonly string[];
}

/** One resource that would change. */
export interface Change {
  readonly address: string;
  readonly kind: 'create' | 'import' | 'change' | 'replace' | 'destroy' | 'forget';
  /** A new revision: the old one stays, and running tasks keep it. */
  readonly revision: boolean;
  /** Attributes whose new value is known and differs. */
  readonly attributes: readonly AttributeChange[];
  /** In words the data that is let go of and stays. */
  readonly keeps?: string;
}

/**
 * Reads the changes of a plan; what stays as it is and what is only read don't count.
 *
 * @param plan the output of `terraform show -json`.
 */
export function readChanges(plan: unknown): Change[] {
  return plannedIn(plan).flatMap((planned) => {
    const kind = kindOf(planned);
    if (!kind) return [];
    const { before, after } = planned.change;
    const revision =
      kind === 'replace' &&
      planned.type === 'aws_ecs_task_definition' &&
      after?.['skip_destroy'] === true;
    const moves = before && after && kind !== 'destroy';
    const keeps =
      kind === 'forget' && before ? dataIn({ type: planned.type, values: before }) : undefined;
    return [
      {
        address: planned.address,
        kind,
        revision,
        attributes: moves ? attributes(planned) : [],
        ...(keeps !== undefined && { keeps }),
      },
    ];
  });
}

function kindOf({ change }: ResourceChange): Change['kind'] | undefined {
  const { actions, importing } = change;
  if (actions.includes('create') && actions.includes('delete')) return 'replace';
  if (actions.includes('create')) return 'create';
  if (actions.includes('delete')) return 'destroy';
  if (actions.includes('forget')) return 'forget';
  if (actions.includes('update')) return 'change';
  return importing ? 'import' : undefined;
}

function attributes({ change }: ResourceChange): AttributeChange[] {
  const { before, after, after_unknown: unknown, before_sensitive, after_sensitive } = change;
  return Object.keys(after ?? {}).flatMap((name): AttributeChange[] => {
    const [old, next] = [before?.[name], after?.[name]];
    if (unknown?.[name] || same(old, next)) return [];
    const hidden = isMarked(before_sensitive, name) || isMarked(after_sensitive, name);
    const short = [old, next].every(
      (value) => value === null || /^(string|number|boolean)$/.test(typeof value),
    );
    // JSON in a string, such as a policy, says nothing on one line.
    const values: [string, string] = [JSON.stringify(old ?? null), JSON.stringify(next ?? null)];
    const fits = short && values.every((value) => value.length <= 60);
    if (fits && !hidden) return [{ name, values }];
    const extensions = hidden ? [] : changedExtensionStatements(parsed(old), parsed(next));
    return [extensions.length > 0 ? { name, extensions } : { name }];
  });
}

function same(old: unknown, next: unknown): boolean {
  // Providers write "nothing" as null, and as an empty text, list or map.
  const empty = (value: unknown): boolean =>
    value === null ||
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0);
  return isDeepStrictEqual(parsed(old), parsed(next)) || (empty(old) && empty(next));
}

/** JSON in a string is what it says, in whatever order AWS gives it back. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isMarked(marks: unknown, name: string): boolean {
  const mark = (marks as Record<string, unknown> | undefined)?.[name];
  return (
    mark === true ||
    (typeof mark === 'object' && mark !== null && JSON.stringify(mark).includes('true'))
  );
}

/** The headline: `43 to create`, `1 to change (1 new task revision)`, `no changes`. */
export function headline(changes: readonly Change[]): string {
  const of = (...kinds: Change['kind'][]): number =>
    changes.filter(({ kind }) => kinds.includes(kind)).length;
  const revisions = changes.filter(({ revision }) => revision).length;
  const parts: [number, string][] = [
    [of('create'), 'to create'],
    [of('import'), 'to import'],
    [
      of('change') + revisions,
      revisions > 0
        ? `to change (${revisions} new task revision${revisions > 1 ? 's' : ''})`
        : 'to change',
    ],
    [of('replace') - revisions, 'to replace'],
    [of('destroy'), 'to destroy'],
    [of('forget'), 'to forget'],
  ];
  const said = parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`);
  return said.join(', ') || 'no changes';
}

const SIGNS: Readonly<Record<Change['kind'], string>> = {
  create: '+',
  import: '<',
  change: '~',
  replace: '±',
  destroy: '-',
  forget: '.',
};

/** How many resources of one place are listed one by one. */
const LISTED = 6;

/** The changes as lines: many new ones of one place in one line, all others one by one. */
export function listChanges(changes: readonly Change[]): string[] {
  const places = groupBy(changes, ({ address, kind }) => `${kind} ${placeOf(address)}`);
  return [...places.values()].flatMap((group) => {
    const [first] = group;
    const bulk =
      first &&
      group.length > LISTED &&
      ['create', 'destroy', 'forget', 'import'].includes(first.kind);
    if (!bulk) return group.flatMap(showChange);
    const types = groupBy(group, ({ address }) =>
      (address.split('.')[0] ?? '').replace(/^aws_/, ''),
    );
    const counts = [...types].map(([type, { length }]) =>
      length > 1 ? `${length} ${type}` : type,
    );
    return [
      `  ${SIGNS[first.kind]} ${placeOf(first.address)}: ${counts.join(', ')}${showOrigin(first.address)}`,
    ];
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** The construct that a resource belongs to: `network`, `data`, `jobs_flight-delays`. */
function placeOf(address: string): string {
  const parts = (address.split('.')[1] ?? '').split('_');
  return parts[0] === 'jobs' ? parts.slice(0, 2).join(' ') : (parts[0] ?? '');
}

function showChange({ address, kind, revision, attributes }: Change): string[] {
  const sign = revision ? '~' : SIGNS[kind];
  const words = attributes.map(({ name, values, extensions }) => {
    if (values) return `${name} ${values.join(' → ')}`;
    const from = extensions ? ` (${extensions.join(', ')} from ${EXTENSIONS_FILE})` : '';
    return `${name} changes${from}`;
  });
  const suffix = [...(revision ? ['new revision'] : []), ...words].join(', ');
  return [`  ${sign} ${address}${suffix ? `: ${suffix}` : ''}${showOrigin(address)}`];
}

/** What no line of YAML makes says which file does. */
function showOrigin(address: string): string {
  return isExtension(address) ? ` (from ${EXTENSIONS_FILE})` : '';
}
