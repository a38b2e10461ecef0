import { describe, expect, test } from '@jest/globals';
import { configurationOf } from '../../stacks/app.ts';
import { environmentOf } from '../../tests/support/environment.ts';
import { compare } from './compare.ts';
import { offlinePlan } from './offline.ts';

const TWO = 'jobs: { other: { input: x/, output: y/ } }\n';

/** The plan from one file to another. */
function planned(from: string, to: string, retain = true) {
  const [before, after] = [from, to].map((yaml) => configurationOf(environmentOf(yaml)));
  if (!before || !after) throw new Error('two files');
  return offlinePlan({ blocks: compare(before, after).values(), before, after, retain });
}

const addresses = (plan: ReturnType<typeof planned>, action: string) =>
  plan.changes.filter((change) => change.action === action).map(({ address }) => address);

describe('a plan of the files alone', () => {
  test('lets go of data that they no longer name, unless that goes too', () => {
    const log = 'aws_cloudwatch_log_group.jobs_other_log-group';

    expect(addresses(planned(TWO, ''), 'forget')).toEqual([log]);
    expect(addresses(planned(TWO, ''), 'delete')).not.toContain(log);
    expect(addresses(planned(TWO, '', false), 'forget')).toEqual([]);
    expect(addresses(planned(TWO, '', false), 'delete')).toContain(log);
  });

  test('knows that a task definition is never changed in place', () => {
    const plan = planned(TWO, TWO.replace('y/', 'y/, memory: 1024'));

    expect(addresses(plan, 'replace')).toEqual([
      'aws_ecs_task_definition.jobs_other_task-definition',
    ]);
    expect(plan.counts).toEqual({ add: 1, change: 0, destroy: 1, import: 0 });
  });

  test('holds what changes for all resources at once', () => {
    const plan = planned('', 'tags: { team: x }\n');

    expect(addresses(plan, 'update')).toEqual(['provider.aws']);
    expect(plan.changes).toHaveLength(1);
  });
});
