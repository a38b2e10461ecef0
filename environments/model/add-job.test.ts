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
    [
      'to empty jobs with a comment',
      'jobs: {} # none yet\nregion: x\n',
      'jobs: # none yet\n  new:\n',
    ],
    [
      'with the line ends there are',
      'jobs:\r\n  a: { cpu: 256 }\r\n',
      '256 }\r\n  new:\r\n    schedule: none\r\n',
    ],
    ['behind a text in several lines', 'jobs:\n  a:\n    x: |\n      y\n', '      y\n  new:\n'],
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

  test.each([
    ['braces that hold some', 'jobs: { a: { cpu: 256 } }\n'],
    ['null', 'jobs: null\n'],
    ['nothing', 'jobs:\n'],
    ['a file in braces', '{ region: x, jobs: {} }\n'],
    // Its empty lines would be lost.
    ['a text that keeps its last lines', 'jobs:\n  a:\n    x: |+\n      y\n\n\n'],
    ['a file that ends in dots', 'region: x\n...\n'],
    ['a file with an error', 'jobs: [\n'],
  ])('but not into %s', (_, text) => {
    expect(addJob(text, 'new', VALUES)).toBeUndefined();
  });
});
