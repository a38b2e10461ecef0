import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arns, bucketNames, imageName, jobNames, logGroupName, stateBucket } from './names.ts';

const name = (max: number) => fc.stringMatching(new RegExp(`^[a-z][a-z0-9-]{0,${max - 1}}$`));
const place = fc.record({
  project: name(20),
  name: name(31),
  account: fc.stringMatching(/^[0-9]{12}$/),
  region: fc.constantFrom('eu-central-1', 'us-east-1', 'ap-southeast-2'),
});

describe('names', () => {
  const example = {
    project: 'nightshift',
    name: 'prod',
    account: '123456789012',
    region: 'eu-central-1',
  };

  test('follow from the configuration alone', () => {
    expect(bucketNames(example).input).toBe('nightshift-prod-input-123456789012-eu-central-1');
    expect(stateBucket(example)).toBe('nightshift-state-123456789012-eu-central-1');
    expect(logGroupName(example, 'x')).toBe('/nightshift/prod/x');
    expect(imageName(example)).toBe(
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-prod:main',
    );
    expect(arns(example).role(jobNames(example, 'x').taskRole)).toBe(
      'arn:aws:iam::123456789012:role/nightshift/prod/nightshift-prod-x-task',
    );
  });

  test('have the form that AWS takes', () => {
    fc.assert(
      fc.property(place, name(30), (where, job) => {
        for (const bucket of Object.values(bucketNames(where))) {
          expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/);
        }
        for (const one of Object.values(jobNames(where, job)))
          expect(one).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('of the buckets of one environment differ', () => {
    fc.assert(
      fc.property(place, (where) => {
        const all = [...Object.values(bucketNames(where)), stateBucket(where)];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
