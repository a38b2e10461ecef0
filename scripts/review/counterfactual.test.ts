import { describe, expect, test } from '@jest/globals';
import { contentOf } from './counterfactual.ts';
import { UNKNOWN } from './plan.ts';

describe('what a configuration says of a resource', () => {
  test.each([
    'connection',
    'count',
    'depends_on',
    'for_each',
    'lifecycle',
    'provider',
    'provisioner',
  ])('%s is none of its values', (argument) => {
    expect(contentOf({ name: 'x', [argument]: ['y'] })).toEqual({ name: 'x' });
  });

  test('what refers to others is known later, in JSON too', () => {
    const refer = (address: string): string => `\${${address}.arn}`;
    const block = {
      role: refer('aws_iam_role.x'),
      policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Resource: refer('aws_sqs_queue.x') }],
      }),
      tags: { owner: 'batch' },
    };

    expect(contentOf(block)).toEqual({
      role: UNKNOWN,
      policy: { Statement: [{ Effect: 'Allow', Resource: UNKNOWN }] },
      tags: { owner: 'batch' },
    });
  });
});
