import { allNames, type Name } from '../names.ts';
import type { Environment } from '../schema.ts';
import type { Rule } from './rule.ts';

/** Names are joined by hyphens, so that `prod` + `eu-x` and `prod-eu` + `x` are one name. */
export const nameCollision: Rule = {
  id: 'name-collision',
  *check(environment, { environments }) {
    const earlier = environments.filter(({ name }) => name < environment.name);
    const taken = new Map(
      earlier.flatMap((other) =>
        allNames(other).map((name) => [identity(other, name), [other.name, name.job] as const]),
      ),
    );
    const told = new Set<string | undefined>();
    for (const name of allNames(environment)) {
      const owner = taken.get(identity(environment, name));
      if (!owner || told.has(name.job)) continue;
      told.add(name.job);
      const [otherEnvironment, otherJob] = owner;
      const whose = `${otherJob === undefined ? '' : `job ${otherJob} of `}environment ${otherEnvironment}`;
      yield {
        path: name.job === undefined ? ['project'] : ['jobs', name.job],
        message: `the ${name.kind} ${name.name} is the name of one of ${whose} too: rename one of them`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays: null\n  x: { handler: flight-delays, input: a/, output: b/ }\n',
    others: {
      'bad.yaml':
        'jobs: { flight-delays: null, example-x: { handler: flight-delays, input: a/, output: b/ } }\n',
    },
    at: '3:3',
    message:
      'the role nightshift-bad-example-x-task is the name of one of job example-x of environment bad too: rename one of them',
  },
};

/** What AWS tells two names apart by. */
function identity({ account, region }: Environment, { kind, name, unique }: Name): string {
  const within = { world: [], account: [account], region: [account, region] }[unique];
  return [kind, ...within, name].join(' ');
}
