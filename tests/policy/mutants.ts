/** Worlds with something taken away: a table that doesn't see it proves nothing. */
import type { Conditions } from './conditions.ts';
import type { Statement } from './evaluate.ts';
import { FULL } from './full-environment.ts';
import type { World } from './world.ts';

/** A name, a world with something taken away, and the world it was taken from. */
type Mutant = readonly [name: string, mutant: World, whole: World];

/** Each statement taken away, and each key of each condition. */
export function mutantsOf(whole: World, ...parts: readonly (keyof World)[]): Mutant[] {
  const lists = parts.flatMap((part) => LISTS[part](whole));
  return lists.flatMap(({ where, statements, put }) =>
    statements.flatMap((statement, index): Mutant[] => {
      const name = `${where} ${statement.Sid ?? ''}`;
      return [
        [name, put(statements.toSpliced(index, 1)), whole],
        ...keysOf(statement.Condition ?? {}).map(([operator, key]): Mutant => {
          const changed = statements.with(index, withoutKey(statement, operator, key));
          return [`${name} ${operator} ${key}`, put(changed), whole];
        }),
      ];
    }),
  );
}

/** A list of statements, and the world with another in its place. */
interface List {
  readonly where: string;
  readonly statements: readonly Statement[];
  put(statements: readonly Statement[]): World;
}

/** Of each part of a world; of the boundaries, which are all alike, one. */
const LISTS: Readonly<Record<keyof World, (whole: World) => List[]>> = {
  roles: (whole) =>
    [...whole.roles].flatMap(([place, role]) =>
      (['trust', 'identity'] as const).map((part) => ({
        where: part === 'trust' ? `${place} trust` : place,
        statements: role[part],
        put: (statements) => ({
          ...whole,
          roles: new Map([...whole.roles, [place, { ...role, [part]: statements }]]),
        }),
      })),
    ),
  resources: (whole) =>
    [...whole.resources].map(([arn, shared]) => ({
      where: arn,
      statements: shared.statements,
      put: (statements) => ({
        ...whole,
        resources: new Map([...whole.resources, [arn, { ...shared, statements }]]),
      }),
    })),
  endpoints: (whole) =>
    [...whole.endpoints].map(([place, statements]) => ({
      where: place,
      statements,
      put: (changed) => ({ ...whole, endpoints: new Map([...whole.endpoints, [place, changed]]) }),
    })),
  boundaries: (whole) => [
    {
      where: 'boundary',
      statements: whole.boundaries.get(FULL.name) ?? [],
      put: (changed) => ({
        ...whole,
        boundaries: new Map([...whole.boundaries, [FULL.name, changed]]),
      }),
    },
  ],
};

function keysOf(conditions: Conditions): [string, string][] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, string] => [operator, key]),
  );
}

function withoutKey(statement: Statement, operator: string, key: string): Statement {
  const { [operator]: keys = {}, ...others } = statement.Condition ?? {};
  const { [key]: _, ...rest } = keys;
  return { ...statement, Condition: { ...others, [operator]: rest } };
}
