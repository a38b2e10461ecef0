/**
 * The golden table of all permissions: `UPDATE_POLICIES=1 npm test -- policies` writes it anew.
 * Who adds a role or a statement adds its calls to `tests/policy/calls/`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { extend, PARTS } from '../tests/policy/full-environment.ts';
import { mutantsOf } from '../tests/policy/mutants.ts';
import { answer, casesAt, EVERYTHING, rows, show } from '../tests/policy/table.ts';
import { readWorld, type World } from '../tests/policy/world.ts';

const TABLE = join(import.meta.dirname, '__fixtures__', 'policies.md');
const UPDATE = process.env['UPDATE_POLICIES'] === '1';

const world = readWorld(PARTS, extend);
const table = rows(world);

/** Actions that AWS holds to no resource, with AWS' reason. */
const WITHOUT_RESOURCE: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken': "the token is the account's, for all its repositories",
};

describe('the table of permissions', () => {
  test.each([...world.roles])('has calls for every statement of %s', (place, { identity }) => {
    const cases = casesAt(place);
    const sids = identity.map(({ Sid }) => Sid);

    if (!cases) throw new Error(`${place} has no calls: add them to tests/policy/calls/`);
    expect(Object.keys(cases.statements).sort()).toEqual(sids.sort());
    // Names that lead to one statement each.
    expect(new Set(sids).size).toBe(sids.length);
  });

  test.each(table.map((row) => [`${row.group}: ${row.statement}`, row] as const))(
    '%s',
    (_, row) => {
      const { allowed, because } = answer(row, world);

      expect({ allowed, because }).toEqual({ allowed: row.allowed, because: expect.any(String) });
      // By this statement and no other: else it could go, and nobody would see.
      if (allowed && 'role' in row.caller && !row.caller.unlimited)
        expect(because).toBe(row.statement);
    },
  );

  test('is the one that was reviewed', () => {
    const fresh = show(world);
    if (UPDATE) writeFileSync(TABLE, fresh);

    expect(readFileSync(TABLE, 'utf8')).toBe(fresh);
  });

  test('names no resource by a star, but where AWS has no resource level', () => {
    const stars = [...world.roles.values()]
      .flatMap(({ identity }) => identity)
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action = [] }) => Action);

    expect([...new Set(stars)].sort()).toEqual(Object.keys(WITHOUT_RESOURCE).sort());
  });
});

/** Where no boundary stops anything: what a role's own policy says must hold by itself. */
const unbounded: World = {
  ...world,
  boundaries: new Map([...world.boundaries.keys()].map((name) => [name, EVERYTHING])),
};

describe('without one condition or one statement', () => {
  const mutants = [
    ...mutantsOf(unbounded, 'roles'),
    ...mutantsOf(world, 'resources', 'endpoints', 'boundaries'),
  ];

  const answers = (asked: World): boolean[] => table.map((row) => answer(row, asked).allowed);
  const before = new Map([unbounded, world].map((whole) => [whole, answers(whole)]));

  test.each(mutants)('%s, some row of the table turns', (_, mutant, whole) => {
    const turns = table.some(
      (row, index) => answer(row, mutant).allowed !== before.get(whole)?.[index],
    );

    expect(turns).toBe(true);
  });

  test('of roles, trusts, endpoints, the boundary and all kinds of resources', () => {
    const kinds = mutants.map(([name]) =>
      name.replace(/^.*(trust|arn:aws:[a-z0-9]+|endpoint|boundary).*$/, '$1'),
    );

    expect([...new Set(kinds)]).toEqual(
      expect.arrayContaining([
        'trust',
        'arn:aws:ecr',
        'arn:aws:logs',
        'arn:aws:s3',
        'arn:aws:sns',
        'arn:aws:sqs',
        'endpoint',
        'boundary',
        'test/jobs/foreign/task-role ReadInput',
      ]),
    );
  });
});
