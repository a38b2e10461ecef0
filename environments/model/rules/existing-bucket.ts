import type { Rule } from './rule.ts';

/** A bucket that we don't make keeps its own settings. */
export const existingBucket: Rule = {
  id: 'existing-bucket',
  *check({ data, jobs }) {
    for (const kind of ['input', 'output'] as const) {
      const { bucket, expireAfterDays } = data[kind];
      if (bucket === undefined || expireAfterDays === undefined) continue;
      yield {
        path: ['data', kind, 'expireAfterDays'],
        message: `the bucket ${bucket} exists already and keeps its own lifecycle: remove expireAfterDays`,
      };
    }
    const shared = [
      ['input', 'writers', data.input.writers],
      ['output', 'readers', data.output.readers],
    ] as const;
    for (const [kind, key, principals] of shared) {
      const { bucket } = data[kind];
      if (bucket === undefined || principals.length === 0) continue;
      yield {
        path: ['data', kind, key],
        message: `the bucket ${bucket} exists already and keeps its own policy: let them in there, and remove ${key}`,
      };
    }
    if (data.input.bucket === undefined || data.input.bucket !== data.output.bucket) return;
    for (const { name, input, output } of jobs) {
      if (!input.startsWith(output) && !output.startsWith(input)) continue;
      yield {
        path: ['jobs', name, 'output'],
        message: `${output} and the input ${input} lie in each other in ${data.input.bucket}, so the job would read what it wrote: use prefixes apart`,
      };
    }
  },
  example: {
    yaml: 'data:\n  input:\n    bucket: team-data\n    expireAfterDays: 3\n',
    at: '4:22',
    message:
      'the bucket team-data exists already and keeps its own lifecycle: remove expireAfterDays',
  },
};
