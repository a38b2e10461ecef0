import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEYS } from '../../environments/model/keys.ts';
import { complete, environmentSchema, type Settings } from '../../environments/model/schema.ts';
import { configurationOf, readConfiguration, synthesise } from '../../stacks/app.ts';
import { settingsOf } from '../../tests/support/environment.ts';
import { attribute, type Effect } from './attribute.ts';

const BASE = settingsOf(
  [
    'alerts: { emails: [a@example.com] }',
    'budget: { monthlyUsd: 30 }',
    'pipeline:',
    '  source:',
    '    kind: github',
    '    repository: owner/name',
    '    connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/x"',
    'jobs:',
    '  flight-delays:',
    '    variables: { A: "1" }',
    '    permissions:',
    '      - actions: [s3:GetObject]',
    '        resources: ["arn:aws:s3:::elsewhere/*"]',
    '  other: { input: x/, output: y/ }',
    '',
  ].join('\n'),
);

/** Every key that works and holds a value of its own; one joins when its refusal is lifted. */
const WORKING = KEYS.filter(({ container, until }) => !container && until === undefined);

const of = (settings: Settings) => configurationOf(complete('test', settings));
const attributed = (before: Settings, after: Settings) => attribute(before, after, of);

/** A copy with a key changed to one of its examples that it doesn't have yet. */
function changed(settings: Settings, key: (typeof KEYS)[number]): Settings {
  const copy = structuredClone(settings) as unknown;
  const path = key.path.map((step, index) =>
    step !== '*' ? step : key.path[index - 1] === 'jobs' ? 'flight-delays' : 0,
  );
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], copy);
  const inside = parent as Record<string, unknown>;
  const name = key.path.at(-1) ?? '';
  const value = key.examples.find((example) => !isDeepStrictEqual(example, inside[name]));
  if (value === undefined) throw new Error(`${key.path.join('.')} needs two examples`);
  inside[name] = value;
  return environmentSchema.parse(copy);
}

/** Addresses that effects name, each as often as they do. */
function named(effects: readonly Effect[]): string[] {
  return effects.flatMap(({ blocks }) => blocks.map(({ address }) => address));
}

/** What differs between two synths, told by the files alone: another way than the code's own. */
function differing(before: Settings, after: Settings): string[] {
  const [old, now] = [before, after].map((settings) => {
    const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
    synthesise([complete('test', settings)], outdir);
    const { resource, data, provider, terraform } = JSON.parse(readConfiguration(outdir, 'test'));
    const entries: [string, string][] = [
      ['provider.aws', JSON.stringify(provider.aws)],
      ['backend.s3', JSON.stringify(terraform.backend.s3)],
    ];
    for (const [prefix, kinds] of [
      ['', resource],
      ['data.', data],
    ])
      for (const type of Object.keys(kinds))
        for (const name of Object.keys(kinds[type]))
          entries.push([`${prefix}${type}.${name}`, JSON.stringify(kinds[type][name])]);
    return new Map(entries);
  });
  const all = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...all].filter((address) => old?.get(address) !== now?.get(address)).sort();
}

describe('a key that is changed alone', () => {
  test.each(WORKING.map((key) => [key.path.join('.'), key] as const))(
    '%s names what differs between the two synths',
    (_, key) => {
      const after = changed(BASE, key);
      const { blocks, effects, together } = attributed(BASE, after);
      const expected = differing(BASE, after);

      expect([...blocks.keys()]).toEqual(expected);
      expect([...new Set(named(effects))].sort()).toEqual(expected);
      expect(together).toEqual([]);
    },
  );

  test('leads to its resource and attribute', () => {
    const after = settingsOf('jobs: { flight-delays: { memory: 1024 } }\n');
    const { blocks, effects } = attributed(settingsOf(), after);

    expect(effects).toEqual([
      {
        change: { path: ['jobs', 'flight-delays', 'memory'], before: 512, after: 1024 },
        blocks: [...blocks.values()],
      },
    ]);
    expect([...blocks.values()]).toEqual([
      {
        address: 'aws_ecs_task_definition.jobs_flight-delays_task-definition',
        action: 'update',
        attributes: ['memory'],
        before: expect.objectContaining({ memory: '512' }),
        after: expect.objectContaining({ memory: '1024' }),
      },
    ]);
  });

  test('may change nothing, and says so', () => {
    const after = settingsOf('promotesFrom: staging\n');

    expect(attributed(settingsOf(), after)).toMatchObject({
      effects: [{ change: { path: ['promotesFrom'] }, blocks: [] }],
      together: [],
    });
  });
});

describe('keys that are changed at once', () => {
  const check = (before: Settings, after: Settings): void => {
    const { blocks, effects, shared, together } = attributed(before, after);

    expect([...blocks.keys()]).toEqual(differing(before, after));
    // To nobody only where that is said, and twice only where that is said.
    expect([...new Set(named(effects)), ...together].sort()).toEqual([...blocks.keys()]);
    for (const address of blocks.keys()) {
      const keys = effects.flatMap((effect, index) =>
        named([effect]).includes(address) ? [index] : [],
      );
      expect(shared.get(address) ?? keys.slice(0, 1)).toEqual(keys);
    }
  };

  test('name together all that differs: every key there is', () => {
    const after = WORKING.reduce(changed, BASE);

    check(BASE, after);
  });

  test('name together all that differs: any of them', () => {
    fc.assert(
      fc.property(fc.subarray(WORKING, { minLength: 2, maxLength: 6 }), (keys) =>
        check(BASE, keys.reduce(changed, BASE)),
      ),
      { numRuns: 8, seed: 4 },
    );
  });

  test('on one resource name it with what each of them changes, and that is said', () => {
    const after = settingsOf('jobs: { flight-delays: { memory: 2048, cpu: 512 } }\n');
    const address = 'aws_ecs_task_definition.jobs_flight-delays_task-definition';

    expect(attributed(settingsOf(), after)).toMatchObject({
      effects: [
        { blocks: [{ address, attributes: ['cpu'] }] },
        { blocks: [{ address, attributes: ['memory'] }] },
      ],
      shared: new Map([[address, [0, 1]]]),
    });
  });

  test('a job that comes and one that goes are one key each', () => {
    const after = settingsOf('jobs: { flight-delays: null, new: { input: n/, output: o/ } }\n');
    const { effects } = attributed(settingsOf(), after);

    expect(effects.map(({ change }) => change.path)).toEqual([
      ['jobs', 'new'],
      ['jobs', 'flight-delays'],
    ]);
    check(settingsOf(), after);
  });

  test('which hide each other are both named', () => {
    // Given a resource that is there if either of two keys says so
    const either = ({ owner, promotesFrom }: Settings) => ({
      resource: owner === 'on' || promotesFrom === 'on' ? { aws_sns_topic: { either: {} } } : {},
    });
    const before = settingsOf('owner: off\n');
    const after = settingsOf('owner: on\npromotesFrom: on\n');

    // When both are set, putting one back changes nothing; then each names it all the same
    const { effects, shared } = attribute(before, after, either);
    expect(named(effects)).toEqual(['aws_sns_topic.either', 'aws_sns_topic.either']);
    expect(shared.get('aws_sns_topic.either')).toEqual([0, 1]);
  });

  test('which hide each other in one attribute of a resource that another key changes too', () => {
    // Given one resource of which one key sets an attribute, and either of two others another
    const settings = ({ owner, promotesFrom, project }: Settings) => ({
      resource: {
        aws_sns_topic: { one: { a: project, b: owner === 'on' || promotesFrom === 'on' } },
      },
    });
    const after = settingsOf('owner: on\npromotesFrom: on\nproject: on\n');
    const { effects } = attribute(settingsOf(), after, settings);

    expect(effects.map(({ blocks }) => blocks.map(({ attributes }) => attributes))).toEqual([
      [['a']],
      [['b']],
      [['b']],
    ]);
  });

  test('of which no one does anything alone are told as such', () => {
    // Given three keys of which any two make a resource
    const two = ({ owner, promotesFrom, project }: Settings) => ({
      resource:
        [owner, promotesFrom, project].filter((value) => value === 'on').length >= 2
          ? { aws_sns_topic: { two: {} } }
          : {},
    });
    const after = settingsOf('owner: on\npromotesFrom: on\nproject: on\n');

    expect(attribute(settingsOf(), after, two).together).toEqual(['aws_sns_topic.two']);
  });
});
