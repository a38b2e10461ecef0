import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diff, subject } from './diff.ts';
import type { FieldChange } from './finding.ts';
import { type Change, Hidden, type Path, type Tree, UNKNOWN, type Value } from './plan.ts';

function change(before: Value | undefined, after: Value | undefined, more?: Partial<Change>) {
  const change: Change = {
    address: 'aws_thing.x',
    type: 'aws_thing',
    name: 'x',
    provider: 'registry.terraform.io/hashicorp/aws',
    action: 'update',
    forcedBy: [],
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    sensitivityOnly: false,
    ...more,
  };
  return change;
}

/** Each difference as `path: before -> after`. */
function lines(before: Value | undefined, after: Value | undefined): string[] {
  return diff(change(before, after)).map(show);
}

function show({ path, before, after, forces }: FieldChange): string {
  const [from, to] = [before, after].map((value) => JSON.stringify(value) ?? 'none');
  return `${path.join(' ')}: ${from} -> ${to}${forces ? ' forces' : ''}`;
}

const secret = new Hidden();

test.each<[string, Value | undefined, Value | undefined, string[]]>([
  ['a value', { a: 1, b: 'x' }, { a: 2, b: 'x' }, ['a: 1 -> 2']],
  [
    'false and 0 are values',
    { a: null, b: 0 },
    { a: false, b: null },
    ['a: null -> false', 'b: 0 -> null'],
  ],
  [
    'nothing in its spellings',
    { a: null, b: '', c: [], d: { e: null } },
    { a: '', b: {}, d: [] },
    [],
  ],
  ['a number is no text', { a: 1 }, { a: '1' }, ['a: 1 -> "1"']],
  [
    'a create, attribute by attribute',
    undefined,
    { b: { c: 1 }, a: [1, 2], d: null },
    ['a: none -> [1,2]', 'b: none -> {"c":1}'],
  ],
  ['a delete', { a: 1, b: null }, undefined, ['a: 1 -> none']],
  ['what comes as a whole', { a: {} }, { a: { b: { c: 1 } } }, ['a: {} -> {"b":{"c":1}}']],
  [
    'what is known later',
    { a: 1, b: { c: 2 } },
    { a: UNKNOWN, b: { c: UNKNOWN } },
    ['a: 1 -> "(known after apply)"', 'b c: 2 -> "(known after apply)"'],
  ],
  ['hidden, the same', { a: secret }, { a: secret }, []],
  ['hidden, another', { a: secret }, { a: new Hidden() }, ['a: "(hidden)" -> "(hidden)"']],
  [
    'an element by its name',
    {
      l: [
        { name: 'a', v: 1 },
        { name: 'b', v: 2 },
      ],
    },
    {
      l: [
        { name: 'new', v: 0 },
        { name: 'a', v: 1 },
        { name: 'b', v: 3 },
      ],
    },
    ['l new: none -> {"name":"new","v":0}', 'l b v: 2 -> 3'],
  ],
  [
    'an element that goes',
    { l: [{ key: 'a' }, { key: 'b' }] },
    { l: [{ key: 'b' }] },
    ['l a: {"key":"a"} -> none'],
  ],
  [
    'a name that two share names neither',
    {
      l: [
        { name: 'a', id: 1 },
        { name: 'a', id: 2 },
      ],
    },
    { l: [{ name: 'a', id: 2 }] },
    ['l 1: {"name":"a","id":1} -> none'],
  ],
  [
    'texts as a set',
    { l: ['a', 'b'] },
    { l: ['b', 'c'] },
    ['l c: none -> "c"', 'l a: "a" -> none'],
  ],
  [
    'texts of several lines, each with the one in its place',
    { l: ['a\nb', 'c\nd'] },
    { l: ['a\nb', 'c\ne'] },
    ['l 1: "c\\nd" -> "c\\ne"'],
  ],
  ['two alike', { l: ['a', 'a'] }, { l: ['a'] }, ['l a: "a" -> none']],
  ['another order', { l: ['a', 'b'] }, { l: ['b', 'a'] }, ['l: ["a","b"] -> ["b","a"]']],
  [
    'the one that differs',
    { l: [{ p: 1 }, { p: 2 }] },
    { l: [{ p: 1 }, { p: 3 }] },
    ['l 1 p: 2 -> 3'],
  ],
  [
    'blocks in another order',
    { l: [{ p: 1 }, { p: 2 }] },
    { l: [{ p: 2 }, { p: 1 }] },
    ['l: [{"p":1},{"p":2}] -> [{"p":2},{"p":1}]'],
  ],
  [
    'a block more',
    { l: [{ p: 1 }, { p: 2 }] },
    { l: [{ p: 0 }, { p: 2 }, { p: 3 }] },
    ['l 0: none -> {"p":0}', 'l 2: none -> {"p":3}', 'l 0: {"p":1} -> none'],
  ],
  ['another kind of value', { a: [1] }, { a: { b: 1 } }, ['a: [1] -> {"b":1}']],
  ['no object at all', 'x', { a: 1 }, [': "x" -> {"a":1}']],
])('%s', (_, before, after, expected) => {
  expect(lines(before, after)).toEqual(expected);
});

test.each(['args', 'command', 'entryPoint', 'entry_point'])('%s is told whole', (name) => {
  const [before, after] = [{ [name]: ['a', 'b'] }, { [name]: ['a', 'c'] }];

  expect(lines(before, after)).toEqual([`${name}: ["a","b"] -> ["a","c"]`]);
});

test('names from the data do no harm', () => {
  const before = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}') as Tree;
  const after = JSON.parse('{"__proto__": {"a": 2}, "toString": 1}') as Tree;

  expect(lines(before, after)).toEqual([
    '__proto__ a: 1 -> 2',
    'constructor: 1 -> none',
    'toString: none -> 1',
  ]);
});

const policy = (statements: Value): Value => ({
  policy: { Version: '2012-10-17', Statement: statements },
});

test('a policy in another spelling is the same', () => {
  const before = {
    Sid: 'A',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: ['b', 'a'],
    Principal: { AWS: 'x', Service: ['b', 'a'] },
    Condition: { Bool: { 'aws:SecureTransport': true } },
  };
  const after = {
    Sid: 'A',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObject'],
    Resource: ['a', 'b'],
    Principal: { Service: ['a', 'b'], AWS: ['x'] },
    Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
  };

  expect(lines(policy(before), policy([after]))).toEqual([]);
  expect(lines(policy([before, { Effect: 'Deny' }]), policy([{ Effect: 'Deny' }, after]))).toEqual(
    [],
  );
});

test('a policy differs by statement and action', () => {
  const one = (actions: Value): Value => ({ Sid: 'A', Action: actions });

  expect(lines(policy(one('a')), policy([one(['b', 'a']), { Sid: 'B' }]))).toEqual([
    'policy Statement A Action b: none -> "b"',
    'policy Statement B: none -> {"Sid":"B"}',
  ]);
});

test('says which fields force a replacement, by the places of Terraform', () => {
  const before: Value = { name: 'a', l: [{ name: 'x', v: 1, w: 1 }], big: { deep: 1 }, other: 1 };
  const after: Value = { name: 'b', l: [{ name: 'x', v: 2, w: 2 }], big: { deep: 2 }, other: 2 };
  const forcedBy: Path[] = [['name'], ['l', 0, 'v'], ['big']];

  expect(diff(change(before, after, { forcedBy })).map(show)).toEqual([
    'big deep: 1 -> 2 forces',
    'l x v: 1 -> 2 forces',
    'l x w: 1 -> 2',
    'name: "a" -> "b" forces',
    'other: 1 -> 2',
  ]);
});

test('a whole that comes forces if a part of it does', () => {
  const forcedBy: Path[] = [['block', 0, 'v']];

  expect(diff(change({ block: [] }, { block: [{ v: 1 }] }, { forcedBy })).map(show)).toEqual([
    'block: [] -> [{"v":1}] forces',
  ]);
});

test('a subject is a change with its fields', () => {
  const one = change({ a: 1 }, { a: 2 });

  expect(subject(one)).toEqual({ change: one, fields: diff(one) });
});

/** Maps without lists or nothings: a diff of them can be applied. */
const maps = fc.letrec<{ tree: Tree; value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom<Value>(true, 'x', UNKNOWN, secret),
    tie('tree'),
  ),
  tree: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'c'), tie('value'), {
    minKeys: 1,
    maxKeys: 3,
  }),
}));

/** Anything. */
const values = fc.letrec<{ tree: Tree; value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Value>(null, '', 'a', 'b', 0, 1, false, true, UNKNOWN, secret),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('tree'),
  ),
  tree: fc.dictionary(
    fc.constantFrom('name', 'command', 'Statement', 'Action', 'x'),
    tie('value'),
    {
      maxKeys: 4,
    },
  ),
}));

function apply(tree: Value | undefined, [name, ...rest]: Path, value: Value | undefined): Tree {
  const entries = new Map(Object.entries((tree ?? {}) as Tree));
  const step = String(name);
  if (rest.length > 0) entries.set(step, apply(entries.get(step), rest, value));
  else if (value === undefined) entries.delete(step);
  else entries.set(step, value);
  return Object.fromEntries(entries);
}

test('what differs, and only that, is in the diff: applied, it makes one of the other', () => {
  fc.assert(
    fc.property(maps.tree, maps.tree, (before, after) => {
      const fields = diff(change(before, after));
      const applied = fields.reduce<Value>(
        (tree, { path, after }) => apply(tree, path, after),
        before,
      );
      expect(applied).toEqual(after);
      for (const { before, after } of fields) expect(before).not.toBe(after);
    }),
  );
});

test('there is no difference between a value and itself', () => {
  const copy = (value: Value): Value =>
    Array.isArray(value)
      ? value.map(copy)
      : typeof value === 'object' && value && value !== UNKNOWN && value !== secret
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([k, v]) => [k, copy(v)]),
          )
        : value;
  fc.assert(
    fc.property(values.value, (value) => {
      expect(diff(change(value, copy(value)))).toEqual([]);
    }),
  );
});

test('the other way round the same differs', () => {
  const sorted = (all: string[]): string[] => all.sort();
  fc.assert(
    fc.property(values.value, values.value, (before, after) => {
      const back = diff(change(after, before)).map((field) => ({
        ...field,
        before: field.after,
        after: field.before,
      }));
      const place = ({ path }: FieldChange): string =>
        path.map((step) => (typeof step === 'number' ? '#' : step)).join(' ');
      expect(sorted(back.map(place))).toEqual(sorted(diff(change(before, after)).map(place)));
    }),
  );
});
