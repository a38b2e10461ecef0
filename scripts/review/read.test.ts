import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plans } from '../../tests/support/plans.ts';
import { InputError } from '../errors.ts';
import { type MarkedPlan, UNKNOWN } from './plan.ts';
import { textOfBytes } from './read/bytes.ts';
import { readPlan } from './read.ts';

type Members = Readonly<Record<string, unknown>>;

/** A plan with one change, as Terraform prints it. */
function planWith(resource: Members, others: Members = {}): string {
  return JSON.stringify({
    format_version: '1.2',
    planned_values: {},
    resource_changes: [resource],
    ...others,
  });
}

function resource(change: Members, others: Members = {}): Members {
  return { address: 'a_b.c', mode: 'managed', type: 'a_b', name: 'c', change, ...others };
}

function read(change: Members, others: Members = {}): MarkedPlan {
  return readPlan(planWith(resource(change, others)));
}

describe('actions', () => {
  test.each([
    [['create'], 'create', undefined, { add: 1, change: 0, destroy: 0, import: 0 }],
    [['update'], 'update', undefined, { add: 0, change: 1, destroy: 0, import: 0 }],
    [['delete'], 'delete', undefined, { add: 0, change: 0, destroy: 1, import: 0 }],
    [['delete', 'create'], 'replace', 'delete first', { add: 1, change: 0, destroy: 1, import: 0 }],
    [['create', 'delete'], 'replace', 'create first', { add: 1, change: 0, destroy: 1, import: 0 }],
    [['forget'], 'forget', undefined, { add: 0, change: 0, destroy: 0, import: 0 }],
    [['create', 'forget'], 'replace', 'create first', { add: 0, change: 0, destroy: 0, import: 0 }],
    [['forget', 'create'], 'replace', 'delete first', { add: 1, change: 0, destroy: 0, import: 0 }],
    [['something-new'], 'update', undefined, { add: 0, change: 0, destroy: 0, import: 0 }],
    [['__proto__'], 'update', undefined, { add: 0, change: 0, destroy: 0, import: 0 }],
  ])('%j is a %s', (actions, action, order, counts) => {
    const plan = read({ actions, before: { a: 1 }, after: { a: 2 } });
    expect(plan.changes).toMatchObject([{ address: 'a_b.c', action }]);
    expect(plan.changes[0]?.order).toBe(order);
    expect(plan.changes[0]?.oldForgotten).toBe(
      actions.length > 1 && actions.includes('forget') ? true : undefined,
    );
    expect(plan.counts).toEqual(counts);
  });

  test('no-ops and reads are not there', () => {
    expect(read({ actions: ['no-op'], before: { a: 1 }, after: { a: 1 } }).changes).toEqual([]);
    expect(read({ actions: ['read'], after: {} }, { mode: 'data' }).changes).toEqual([]);
    const gone = read({ actions: ['delete'], before: {} }, { mode: 'data' });
    expect([gone.changes, gone.counts.destroy]).toEqual([[], 0]);
    const opened = read({ actions: ['open'], before: null, after: null }, { mode: 'ephemeral' });
    expect(opened.changes).toEqual([]);
  });

  test('of an empty list of actions nothing is done, unless something differs', () => {
    expect(read({ actions: [], before: { a: 1 }, after: { a: 1 } }).changes).toEqual([]);
    expect(read({ actions: [], before: { a: 1 }, after: { a: 2 } }).changes).toHaveLength(1);
    expect(read({}).changes).toHaveLength(1);
  });

  test('a replacement says what forces it, why, and which object', () => {
    const [change] = read(
      {
        actions: ['delete', 'create'],
        before: { a: 1 },
        after: { a: 2 },
        replace_paths: [['list', 0, 'a'], 'no path', [null]],
      },
      { action_reason: 'replace_because_tainted', deposed: '00aa11bb', module_address: 'module.m' },
    ).changes;
    expect(change).toMatchObject({
      forcedBy: [['list', 0, 'a'], []],
      reason: 'replace_because_tainted',
      deposed: '00aa11bb',
      module: 'module.m',
    });
  });

  test.each([
    [{ id: 'i-1' }, { id: 'i-1' }],
    [{ identity: { arn: 'x' } }, { identity: { arn: 'x' } }],
    [{ unknown: true }, { id: UNKNOWN }],
    [{}, {}],
  ])('an import by %j is there, though nothing changes', (importing, expected) => {
    const plan = read({ actions: ['no-op'], before: {}, after: {}, importing });
    expect(plan.changes).toMatchObject([{ action: 'stay', importing: expected }]);
    expect(plan.counts.import).toBe(1);
  });

  test('a move is there, with an update or without', () => {
    const moved = { previous_address: 'a_b.old' };
    for (const [actions, action] of [
      [['no-op'], 'stay'],
      [['update'], 'update'],
    ]) {
      const plan = read({ actions, before: { a: 1 }, after: { a: 2 } }, moved);
      expect(plan.changes).toMatchObject([{ action, previousAddress: 'a_b.old' }]);
    }
  });

  test('a move is there of a plan that only refreshes, and once of any other', () => {
    const stays = { actions: ['no-op'], before: { a: 1 }, after: { a: 1 } };
    const drifted = resource(stays, { previous_address: 'a_b.old' });
    const refreshed = { format_version: '1.2', planned_values: {}, resource_drift: [drifted] };
    const { changes } = readPlan(JSON.stringify(refreshed));
    expect(changes).toMatchObject([{ action: 'stay', previousAddress: 'a_b.old' }]);
    const both = planWith(resource({ ...stays, actions: ['update'] }), refreshed);
    expect(readPlan(both).changes).toMatchObject([{ action: 'update' }]);
  });

  test('marks alone are a change, which Terraform counts', () => {
    const same = { actions: ['update'], before: { a: 'x' }, after: { a: 'x' } };
    const plan = read({ ...same, before_sensitive: {}, after_sensitive: { a: true } });
    expect(plan.changes).toMatchObject([{ action: 'stay', sensitivityOnly: true }]);
    expect(plan.counts.change).toBe(1);
    const other = read({ ...same, after: { a: 'y' }, after_sensitive: { a: true } });
    expect(other.changes).toMatchObject([{ action: 'update', sensitivityOnly: false }]);
  });
});

describe('values', () => {
  const planned = (value: unknown, unknown: unknown = {}): unknown =>
    read({ actions: ['create'], before: null, after: value, after_unknown: unknown }).changes[0]
      ?.after;

  test('what is known only after apply stands in its place', () => {
    expect(
      planned(
        { a: 1, list: [null, 'x'], none: null, deep: { b: 1 } },
        { id: true, list: [true, false], none: {}, deep: { c: [true], d: {} }, tree: { e: true } },
      ),
    ).toEqual({
      a: 1,
      list: [UNKNOWN, 'x'],
      none: null,
      deep: { b: 1, c: [UNKNOWN] },
      id: UNKNOWN,
      tree: { e: UNKNOWN },
    });
    expect(planned(null, true)).toBe(UNKNOWN);
  });

  test('what is not there is undefined, not null', () => {
    const [created] = read({ actions: ['create'], before: null, after: {} }).changes;
    const [deleted] = read({ actions: ['delete'], before: {}, after: null }).changes;
    expect(created && 'before' in created).toBe(false);
    expect(deleted && 'after' in deleted).toBe(false);
  });

  test.each<[string, unknown]>([
    ['{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
    [' [ "x" ] ', ['x']],
    [JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([1]) }) }), { a: { b: [1] } }],
    ['{"__proto__":{"x":1},"constructor":2}', JSON.parse('{"__proto__":{"x":1},"constructor":2}')],
    ['{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['{"id":9007199254740993.0}', { id: '9007199254740993.0' }],
    ['{"id":9007199254740992,"x":1.5e300}', { id: 9007199254740992, x: 1.5e300 }],
  ])('JSON in a text is read: %s', (text, expected) => {
    expect(planned({ text })).toEqual({ text: expected });
  });

  test.each([
    '<aws.scheduler.scheduled-time>',
    '{not json}',
    '"text"',
    '12',
    'true',
    '',
    '{',
    '[]]',
    `${'['.repeat(200)}${']'.repeat(200)}`,
    `[${'1,'.repeat(600_000)}1]`,
  ])('a text that is none stays', (text) => {
    expect(planned({ text })).toEqual({ text });
  });

  test('a number of the plan that would be rounded keeps its digits', () => {
    const text = planWith(resource({ actions: ['create'], after: { id: 0 } }));
    const [change] = readPlan(text.replace('"id":0', '"id":12345678901234567891')).changes;
    expect(change?.after).toEqual({ id: '12345678901234567891' });
  });
});

describe('the rest of a plan', () => {
  test('outputs that change, of formats that mark them and of those that do not', () => {
    const change = (actions: string[], before: unknown, after: unknown): Members => ({
      actions,
      before,
      after,
      after_unknown: false,
    });
    const plan = readPlan(
      JSON.stringify({
        format_version: '0.1',
        planned_values: { outputs: { secret: { sensitive: true, value: 'x' } } },
        output_changes: {
          made: change(['create'], null, 'x'),
          kept: change(['no-op'], 'x', 'x'),
          secret: change(['update'], 'x', 'y'),
          marked: change(['update'], 'x', 'x'),
          later: { actions: ['update'], before: 'x', after_unknown: true },
          gone: change(['delete'], 'x', null),
        },
      }),
    );
    expect(plan.outputs).toMatchObject([
      { name: 'made', action: 'create', after: 'x', sensitivityOnly: false },
      { name: 'secret', marks: { before: true, after: true } },
      { name: 'marked', action: 'update', sensitivityOnly: true },
      { name: 'later', after: UNKNOWN },
      { name: 'gone', action: 'delete', before: 'x' },
    ]);
  });

  test('checks that do not pass, each with its problems', () => {
    const at = (to_display: string): Members => ({ to_display });
    const checks = [
      { address: at('check.fine'), status: 'pass', instances: [{ status: 'pass' }] },
      {
        address: at('a_b.c'),
        status: 'fail',
        instances: [
          { address: at('a_b.c[0]'), status: 'fail', problems: [{ message: 'no' }, null] },
          { address: at('a_b.c[1]'), status: 'pass' },
          { address: at('a_b.c[2]'), status: 'error' },
        ],
      },
      { address: at('output.x'), status: 'unknown' },
    ];
    expect(readPlan(planWith({}, { checks })).checks).toEqual([
      { address: 'a_b.c[0]', status: 'fail', problems: ['no'] },
      { address: 'a_b.c[2]', status: 'error', problems: [] },
      { address: 'output.x', status: 'unknown', problems: [] },
    ]);
  });

  test.each<[Members, string]>([
    [{ address: 'x.y' }, 'x.y'],
    [{ type: 'a_b', name: 'c' }, 'a_b.c'],
    [{ type: 'a_b', name: 'c', module_address: 'module.m' }, 'module.m.a_b.c'],
    [{ type: 'a_b' }, 'a_b'],
    [{ module_address: 'module.m' }, 'module.m'],
    [{}, '(unknown)'],
  ])('drift of %j is at %s', (parts, address) => {
    const drifted = { ...parts, change: { actions: ['delete'], before: { a: 1 } } };
    const { drift, changes } = readPlan(
      JSON.stringify({ format_version: '1.0', planned_values: {}, resource_drift: [drifted] }),
    );
    expect(drift).toMatchObject([{ address, action: 'delete', before: { a: 1 } }]);
    expect(changes).toEqual([]);
  });

  test('what older formats do not say is fine; what newer ones say is told', () => {
    const old = read({ actions: ['create'], after: {} });
    expect([old.complete, old.errored, old.deferred]).toEqual([true, false, []]);
    const put = { reason: 'provider_config_unknown', resource_change: resource({}) };
    const off = readPlan(planWith({}, { deferred_changes: [put], errored: true }));
    expect([off.complete, off.errored, off.deferred]).toEqual([
      false,
      true,
      [{ address: 'a_b.c', reason: 'provider_config_unknown' }],
    ]);
    expect(readPlan(planWith({}, { complete: false })).complete).toBe(false);
  });

  test('actions that run are told, however their event is written; those put off are too', () => {
    const action = { address: 'action.a.b', type: 'a', name: 'b', config_values: { x: 'y' } };
    const trigger = (event: string) => ({
      ...action,
      lifecycle_action_trigger: {
        triggering_resource_address: 'a_b.c',
        action_trigger_event: event,
      },
    });
    const plan = readPlan(
      JSON.stringify({
        format_version: '1.2',
        resource_changes: [],
        action_invocations: [
          { ...action, invoke_action_trigger: {} },
          trigger('AfterUpdate'),
          trigger('after_update'),
          { type: 'a', name: 'd', lifecycle_action_trigger: null },
        ],
        deferred_action_invocations: [{ reason: 'unknown', action_invocation: action }, {}],
      }),
    );
    const after = { address: 'action.a.b', event: 'after_update', resource: 'a_b.c' };
    expect(plan.invocations).toEqual([{ address: 'action.a.b' }, after, after, { address: 'a.d' }]);
    expect(plan.deferred.map(({ address }) => address)).toEqual(['action.a.b', '(unknown)']);
    expect(plan.complete).toBe(false);
  });

  test('secrets beside the changes are known: of variables, states, and what stays', () => {
    const module = {
      resources: [{ values: { a: ['x', 'in state'] }, sensitive_values: { a: [false, true] } }],
    };
    const plan = readPlan(
      JSON.stringify({
        format_version: '1.2',
        variables: {
          one: { value: 'in variable' },
          db_password: { value: 'in its name' },
          open: { value: 'open' },
        },
        configuration: { root_module: { variables: { one: { sensitive: true }, open: {} } } },
        planned_values: { outputs: { o: { sensitive: true, value: 'in output' } } },
        prior_state: { values: { root_module: { child_modules: [module] } } },
        resource_changes: [
          resource({ actions: ['no-op'], before: { b: 'stays' }, before_sensitive: { b: true } }),
        ],
        action_invocations: [{ config_values: { c: 'acts' }, config_sensitive: { c: true } }],
      }),
    );
    expect(plan.secrets).toEqual([
      'in variable',
      'in its name',
      'in output',
      'in state',
      'stays',
      'acts',
    ]);
  });
});

describe('the text around', () => {
  const plan = planWith(resource({ actions: ['create'], after: { a: '{"b":"}\\""}' } }));
  const pretty = JSON.stringify(JSON.parse(plan), undefined, 2);

  test.each([
    ['nothing', '', ''],
    ['a byte order mark', '\uFEFF', ''],
    ['the command', '[command]/usr/bin/terraform show -json plan\n', '\n'],
    ['commands of the workflow', '::debug::{"a": 1}\n\n', '\n::set-output name=json::{"a":1}\n'],
    ['what a wrapper puts before a line', '10:22:35.123 STDOUT [network] tofu: ', '\n'],
    ['an object', '{"a": {"b": 1}}\n', '\n{"c": "}"}\n'],
    ['a broken object', '{ "a": \n', '\n{ "b"\n'],
    ['a plan for people', 'Terraform will perform the following actions:\n\n  + a {}\n\n', ''],
    ['carriage returns', 'one\r\n\r\n', '\r\ntwo\r\n'],
  ])('%s is left out', (_, before, after) => {
    for (const text of [plan, pretty]) {
      expect(readPlan(`${before}${text}${after}`).changes).toHaveLength(1);
    }
  });

  test('what a workflow repeats of it is left out', () => {
    expect(readPlan(`${plan}\n::set-output name=stdout::${plan}\n`).changes).toHaveLength(1);
  });

  test('bytes are read as what their mark says', () => {
    const text = plan.replace('"a_b"', '"ä_b"');
    const marked = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const swapped = Buffer.from(marked).swap16();
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), marked, swapped]) {
      expect(readPlan(textOfBytes(bytes)).changes).toMatchObject([{ type: 'ä_b' }]);
    }
    expect(textOfBytes(Buffer.concat([swapped, Buffer.from('x')]))).toBe(`\uFEFF${text}`);
    expect(textOfBytes(Buffer.alloc(0))).toBe('');
  });

  test.each([
    ['the times of a log of GitHub', '2024-05-01T10:00:00.1234567Z '],
    ['the times of a log of GitLab', '2024-05-01T10:00:00.123456Z 00O '],
    ['colours', '\x1b[1;32m'],
    ['times and colours', '2024-05-01T10:00:00.1234567Z \x1b[0m'],
  ])('%s before each line are left out', (_, before) => {
    const wrapped = `[command]terraform show -json\n${plan}\n::debug::exitcode: 0`;
    for (const text of [plan, pretty, wrapped]) {
      const log = text.split('\n').map((line) => `${before}${line}\x1b[0m`);
      expect(readPlan(log.join('\n')).changes).toHaveLength(1);
    }
  });

  test.each(['planned_values', 'resource_changes', 'configuration', 'output_changes'])(
    'a plan of its %s alone is one',
    (part) => {
      const plan = { format_version: '1.0', [part]: part === 'resource_changes' ? [] : {} };
      expect(readPlan(JSON.stringify(plan)).changes).toEqual([]);
    },
  );

  test.each([
    ['', 'nothing was given'],
    [' \n', 'nothing was given'],
    ['PK\u0003\u0004...', 'a plan file itself'],
    ['<!DOCTYPE html>\n<html>{}</html>', 'a page of HTML'],
    ['{"@level":"info","type":"version"}\n{"@level":"info"}', 'log of `terraform plan -json`'],
    ['{"@level":"info","type":"version"}', 'log of `terraform plan -json`'],
    ['{"@level":"info","type":"version"}\n{"@level":"in', 'log of `terraform plan -json`'],
    ['{"version":4,"lineage":"x","resources":[]}', 'a state file'],
    ['{"format_version":"1.0","values":{"root_module":{}}}', 'a state, not a plan'],
    ['{"format_version":"1.0"}', 'a state or a plan without content'],
    ['Terraform will perform the following actions:', 'a plan as text for people'],
    ['No changes. Your infrastructure matches', 'a plan as text for people'],
    ['{"resource":{"aws_s3_bucket":{}}}', 'JSON of something else'],
    ['log\n{"a":1}\n', 'JSON of something else'],
    ['[1]', 'no object'],
    ['null', 'no object'],
    ['Error: no such file', 'no JSON'],
    [plan.slice(0, -10), 'broken or cut off'],
    [pretty.slice(0, -10), 'broken or cut off'],
    [`${plan}\n${pretty}`, 'several plans'],
    ['{"format_version":"2.0","resource_changes":[]}', 'format version "2.0"'],
    ['{"format_version":"1.0","resource_changes":{}}', 'resource_changes are no list'],
    [`{"format_version":"1.0","planned_values":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'deeply'],
  ])('what is no plan is refused in one line with the remedy: case %#', (text, looks) => {
    const refusal = (): unknown => readPlan(text);
    expect(refusal).toThrow(InputError);
    expect(refusal).toThrow(looks);
    expect(refusal).toThrow(/^[^\n]*(?:terraform show -json|make it with)[^\n]*$/);
  });
});

describe('any plan', () => {
  test('all that changes is there, and counted as Terraform counts', () => {
    fc.assert(
      fc.property(plans(), ({ text, counts, addresses, outputs }) => {
        const plan = readPlan(text);
        expect(plan.counts).toEqual(counts);
        expect(plan.changes.map(({ address }) => address)).toEqual(addresses);
        expect(plan.outputs.map(({ name }) => name).sort()).toEqual([...outputs].sort());
      }),
    );
  });

  test('a damaged one is read or refused, and nothing else', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('null', '[]', '{}', '1e999'));
    const damage = fc.record({ at: fc.nat(), length: fc.nat(20), by: value });
    fc.assert(
      fc.property(plans(), fc.array(damage, { maxLength: 3 }), fc.boolean(), (plan, all, whole) => {
        const damaged = all.reduce((text, { at, length, by }) => {
          // A whole member, so that what comes out is often JSON still.
          const places = [...text.matchAll(/(?<=":)(?:"[^"\\]*"|\[[^[\]]*\]|\{[^{}]*\}|\w+)/g)];
          const place = whole ? places[at % Math.max(places.length, 1)] : undefined;
          const from = place?.index ?? at % text.length;
          const to = from + (place?.[0].length ?? length);
          return `${text.slice(0, from)}${JSON.stringify(by)}${text.slice(to)}`;
        }, plan.text);
        try {
          readPlan(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
