import { describe, expect, test } from '@jest/globals';
import { transform } from './transform.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
const EVENT = {
  time: '2015-11-11T21:29:54Z',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    note: 'says "so"',
    list: [{ a: '1' }],
  },
};
const PATHS = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  note: '$.detail.note',
  list: '$.detail.list',
  first: '$.detail.list[0].a',
  missing: '$.detail.no.such[3].thing',
};

describe('an input transformer', () => {
  test.each([
    ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    [
      '{"instance": <instance>, "state": <state>}',
      '{"instance": "i-0123456789", "state": "RUNNING"}',
    ],
    ['{"list": <list>}', '{"list": [{"a":"1"}]}'],
    ['"first <first>, <missing>."', '"first 1, ."'],
    ['"<instance>"\n"<state>"', '"i-0123456789"\n"RUNNING"'],
    ['"<note>"', '"says \\"so\\""'],
    ['"a \\" b <state>"', '"a \\" b RUNNING"'],
    ['{"at": <state>, "unknown": "<elsewhere>"}', '{"at": "RUNNING", "unknown": "<elsewhere>"}'],
  ])('makes of %s', (template, expected) => {
    expect(transform({ paths: PATHS, template }, EVENT)).toBe(expected);
  });

  test('with a path of a form it does not know is an error', () => {
    expect(() => transform({ paths: { a: '$..b' }, template: '<a>' }, EVENT)).toThrow('$..b');
  });
});
