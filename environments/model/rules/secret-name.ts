import type { Rule } from './rule.ts';

/** ECS refuses a container in which a name stands among its variables and among its secrets. */
export const secretName: Rule = {
  id: 'secret-name',
  *check({ jobs }) {
    for (const { name, variables, secrets } of jobs) {
      for (const variable of Object.keys(secrets)) {
        if (!Object.hasOwn(variables, variable)) continue;
        yield {
          path: ['jobs', name, 'secrets', variable],
          message: `${variable} is among the variables too, and ECS takes a name once: keep one`,
        };
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    variables: { API_KEY: none }\n    secrets:\n      API_KEY: arn:aws:ssm:eu-central-1:123456789012:parameter/api-key\n',
    at: '5:16',
    message: 'API_KEY is among the variables too, and ECS takes a name once: keep one',
  },
};
