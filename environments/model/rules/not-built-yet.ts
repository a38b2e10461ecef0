import { isDeepStrictEqual } from 'node:util';
import { KEYS, matches } from '../keys.ts';
import { REFUSED } from '../later.ts';
import { plain, showPath } from '../source.ts';
import type { Rule } from './rule.ts';

const LISTED = REFUSED.map(({ key, until }) => ({
  pattern: key.split('.'),
  until,
  // What happens anyway may be said.
  default: KEYS.find(({ path }) => path.join('.') === key)?.default,
}));

/** A key must do what it promises, or be refused. */
export const notBuiltYet: Rule = {
  id: 'not-built-yet',
  written(path, node) {
    const key = LISTED.find(({ pattern }) => matches(pattern, path));
    if (!key) return undefined;
    if (isDeepStrictEqual(plain(node), key.default)) return undefined;
    return `${showPath(path)} is not built yet: leave it out until the ${key.until} are there (./nightshift cost prices it already)`;
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    retries: 2\n',
    at: '3:14',
    message:
      'jobs.flight-delays.retries is not built yet: leave it out until the run controls are there (./nightshift cost prices it already)',
  },
};
