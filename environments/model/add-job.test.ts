import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { addJob } from './add-job.ts';

const VALUES = { schedule: 'none', input: 'new/', output: 'new/' };

describe('a job is added', () => {
  test.each([
    ['to a file without jobs', 'region: x # here\n', 'region: x # here\njobs:\n  new:\n'],
    ['to an empty file', '', 'jobs:\n  new:\n'],
    ['to a file that ends in mid-line', 'region: x', 'region: x\njobs:\n  new:\n'],
    ['to empty jobs', 'jobs: {}\nregion: x\n', 'jobs:\n  new:\n'],
    ['to jobs without a value', 'jobs:\nregion: x\n', 'jobs:\n  new:\n'],
    [
      'behind the last, before what follows',
      'jobs:\n  a:\n    cpu: 256 # small\n\n# where\nregion: x\n',
      'jobs:\n  a:\n    cpu: 256 # small\n  new:\n',
    ],
    [
      'as deep as the others',
      'jobs:\n    a: { cpu: 256 }\n',
      'jobs:\n    a: { cpu: 256 }\n    new:\n',
    ],
  ])('%s', (_, text, expected) => {
    const added = addJob(text, 'new', VALUES) ?? '';

    expect(added).toContain(expected);
    const before = (parse(text) ?? {}) as { jobs?: object };
    expect(parse(added)).toEqual({ ...before, jobs: { ...before.jobs, new: VALUES } });
    // Comments stay.
    expect(added.match(/#.*/g)).toEqual(text.match(/#.*/g));
  });

  test('but not into braces that hold some', () => {
    expect(addJob('jobs: { a: { cpu: 256 } }\n', 'new', VALUES)).toBeUndefined();
  });
});
