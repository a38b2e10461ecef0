import { expect, test } from '@jest/globals';
import { drifted } from './drifted.ts';
import type { Change, Plan, Value } from './plan.ts';
import { plain } from './words.ts';

const change = (type: string, action: Change['action'], before: Value, after?: Value): Change => ({
  address: `${type}.x`,
  type,
  name: 'x',
  provider: '',
  action,
  forcedBy: [],
  before,
  ...(after !== undefined && { after }),
  sensitivityOnly: false,
});
const touched = (drift: Change, planned: Change): string[] => {
  const plan: Pick<Plan, 'changes' | 'drift'> = { changes: [planned], drift: [drift] };
  return drifted(plan as Plan).summary.touched.map(plain);
};

test('what somebody changed is put back by an update', () => {
  const drift = change('aws_sqs_queue', 'update', { delay: 1 }, { delay: 2 });
  const planned = change('aws_sqs_queue', 'update', { delay: 2 }, { delay: 1 });

  expect(touched(drift, planned)).toEqual([
    'aws_sqs_queue.x was changed by hand (delay): this plan changes it back',
  ]);
});

test('nothing is put back in what goes', () => {
  const drift = change('aws_sqs_queue', 'update', { delay: 1 }, { delay: 2 });

  expect(touched(drift, change('aws_sqs_queue', 'delete', { delay: 2 }))).toEqual([]);
});

test("what a resource of its own sets is nobody's doing", () => {
  const [old, now] = [{ inline_policy: ['a'] }, { inline_policy: ['b'] }];

  expect(
    touched(change('aws_iam_role', 'update', old, now), change('aws_iam_role', 'update', now, old)),
  ).toEqual([]);
});
