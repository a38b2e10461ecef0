import { expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';
import { MOVED } from './moved.ts';

test('a move leads from an address that nothing bears any more to one that something bears', () => {
  const { resource } = configurationOf(environmentOf()) as {
    resource: Record<string, Record<string, object>>;
  };
  const addresses = Object.entries(resource).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );

  expect(MOVED.filter(({ from }) => addresses.includes(from))).toEqual([]);
  expect(MOVED.filter(({ to }) => !addresses.includes(to))).toEqual([]);
});
