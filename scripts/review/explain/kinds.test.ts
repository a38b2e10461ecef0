import { expect, test } from '@jest/globals';
import { changeOf } from '../../../tests/support/change.ts';
import { nameOf } from './kinds.ts';

test.each([
  ['aws_cloudwatch_event_target', 'rule'],
  ['aws_iam_role_policy', 'role'],
  ['aws_iam_role_policy_attachment', 'role'],
])('%s is called by its %s', (type, owner) => {
  expect(nameOf(changeOf(type, undefined, { name: 'its own', [owner]: 'owner' }))).toBe('owner');
});
