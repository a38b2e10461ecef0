/** Against the examples of AWS' documentation. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matches } from './pattern.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    empty: '',
    nothing: null,
    containers: [{ name: 'a', exitCode: 0 }, { name: 'b' }],
  },
};
const inDetail = (detail: Record<string, unknown>) => matches({ detail }, EVENT);

describe('an event pattern', () => {
  test.each<[Record<string, unknown>, boolean]>([
    [{ source: ['aws.ec2'] }, true],
    [{ source: ['aws.ec2'], detail: { state: ['running', 'terminated'] } }, true],
    [{ source: ['aws.fargate'] }, false],
    [{ source: ['aws.ec2'], detail: { state: ['running'] } }, false],
    [{ resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'] }, true],
    [{ time: [{ prefix: '2017-12-22' }] }, true],
    [{ time: [{ prefix: '2017-12-23' }] }, false],
    [{ id: [{ suffix: '7718' }] }, true],
    [{ source: [{ 'equals-ignore-case': 'AWS.EC2' }] }, true],
  ])('%j: %s', (pattern, expected) => {
    expect(matches(pattern, EVENT)).toBe(expected);
  });

  test.each<[Record<string, unknown>, boolean]>([
    [{ state: [{ 'anything-but': 'initializing' }] }, true],
    [{ state: [{ 'anything-but': 'terminated' }] }, false],
    [{ state: [{ 'anything-but': ['stopped', 'terminated'] }] }, false],
    [{ 'x-limit': [{ 'anything-but': [100, 200, 300] }] }, true],
    [{ state: [{ 'anything-but': { prefix: 'init' } }] }, true],
    [{ state: [{ 'anything-but': { prefix: 'term' } }] }, false],
    // What isn't there is nothing, also not something else.
    [{ 'no-such': [{ 'anything-but': 'x' }] }, false],
    [{ 'c-count': [{ numeric: ['>', 0, '<=', 5] }] }, true],
    [{ 'd-count': [{ numeric: ['<', 3] }] }, false],
    [{ 'x-limit': [{ numeric: ['=', 3.018e2] }] }, true],
    [{ state: [{ exists: true }] }, true],
    [{ 'no-such': [{ exists: true }] }, false],
    [{ 'no-such': [{ exists: false }] }, true],
    [{ state: [{ exists: false }] }, false],
    [{ state: [{ exists: false }, { 'anything-but': ['running'] }] }, true],
    [{ no: { such: [{ exists: false }] } }, true],
    [{ empty: [''] }, true],
    [{ nothing: [null] }, true],
    [{ containers: { exitCode: [0] } }, true],
    [{ containers: { exitCode: [{ 'anything-but': [0, 3] }] } }, false],
    // Of one element, not of two.
    [{ containers: { name: ['b'], exitCode: [0] } }, false],
  ])('detail %j: %s', (detail, expected) => {
    expect(inDetail(detail)).toBe(expected);
  });

  test('with $or needs one of them, beside all that stands outside', () => {
    const $or = [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [{ numeric: ['<', 10] }] }];

    expect(inDetail({ state: ['terminated'], $or })).toBe(true);
    expect(inDetail({ state: ['running'], $or })).toBe(false);
    expect(inDetail({ $or: $or.slice(0, 1) })).toBe(false);
  });

  test('that this world does not understand is an error, not a silence', () => {
    expect(() => inDetail({ state: [{ wildcard: 'term*' }] })).toThrow('wildcard');
    expect(() => inDetail({ 'c-count': [{ numeric: ['~', 1] }] })).toThrow('~');
  });

  test('made of an event matches that event', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const event = fc.dictionary(
      fc.string().filter((key) => key !== '$or'),
      leaf,
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(event, (detail) => {
        const pattern = Object.fromEntries(
          Object.entries(detail).map(([key, value]) => [key, [value]]),
        );
        expect(matches({ detail: pattern }, { detail })).toBe(true);
      }),
    );
  });
});
