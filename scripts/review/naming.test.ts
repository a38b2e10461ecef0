import { expect, test } from '@jest/globals';
import { namingOf, stepInto } from './naming.ts';

test.each([
  'name',
  'Name',
  'Sid',
  'sid',
  'key',
  'Key',
  'id',
  'Id',
  'rule_name',
  'rulePriority',
  'capacity_provider',
  'device_name',
  'containerPort',
  'containerPath',
])('%s tells the elements of a list apart', (name) => {
  const list = ['a', 'b'].map((is) => ({ [name]: is, size: 1 }));

  expect(namingOf(list)).toBe(name);
  expect(stepInto(list, 'b')).toBe(list[1]);
});

test('nothing does that two elements share, or that one lacks', () => {
  expect(namingOf([{ name: 'a' }, { name: 'a' }])).toBeUndefined();
  expect(namingOf([{ name: 'a' }], [{ size: 1 }])).toBeUndefined();
  expect(namingOf([{ name: 'a' }, 'b'])).toBeUndefined();
});
