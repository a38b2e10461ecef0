import type { Rule } from './rule.ts';

/** A job may write below its own prefix only, so no other's may lie there. */
export const outputsApart: Rule = {
  id: 'outputs-apart',
  *check({ jobs }) {
    for (const [index, { name, output }] of jobs.entries()) {
      const other = jobs
        .slice(0, index)
        .find((earlier) => earlier.output.startsWith(output) || output.startsWith(earlier.output));
      if (!other) continue;
      yield {
        path: ['jobs', name, 'output'],
        message: `${output} and ${other.output} of ${other.name} lie in each other, so one job could write over the other's: use prefixes apart`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  other:\n    handler: flight-delays\n    input: a/\n    output: delays/other/\n',
    at: '5:13',
    message:
      "delays/other/ and delays/ of flight-delays lie in each other, so one job could write over the other's: use prefixes apart",
  },
};
