import type { Rule } from './rule.ts';

/** ECS' limit for a task definition, in bytes. */
const LIMIT = 64 * 1024;
/** What our own part of it takes: names, roles, image, log configuration at their longest. */
const OURS = 4 * 1024;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
export const taskDefinitionSize: Rule = {
  id: 'task-definition-size',
  *check({ jobs }) {
    for (const { name, variables, secrets, command } of jobs) {
      const list = (values: Readonly<Record<string, string>>, key: string) =>
        Object.entries(values).map(([variable, value]) => ({ name: variable, [key]: value }));
      const container = [list(variables, 'value'), list(secrets, 'valueFrom'), command ?? []];
      const size = Buffer.byteLength(JSON.stringify(container));
      if (size <= LIMIT - OURS) continue;
      yield {
        path: ['jobs', name, 'variables'],
        message: `variables, secrets and command take ${size} bytes, ECS takes ${LIMIT - OURS} beside our own: put what is long into an object of the input`,
      };
    }
  },
  example: {
    yaml: `jobs:\n  flight-delays:\n    variables: { LONG: "${'x'.repeat(62_000)}" }\n`,
    at: '3:5',
    message:
      'variables, secrets and command take 62036 bytes, ECS takes 61440 beside our own: put what is long into an object of the input',
  },
};
