import type { Rule } from './rule.ts';

/** A pipeline builds an image for one processor, and a task of the other can't run it. */
export const imageArchitecture: Rule = {
  id: 'image-architecture',
  *check({ name, jobs, image }, { environments }) {
    const builder = environments.find((other) => other.name === (image.from ?? name));
    const first = builder?.jobs[0];
    if (!builder || !first) return;
    const whose =
      builder.name === name ? first.name : `${first.name} of environment ${builder.name}`;
    for (const job of jobs) {
      if (job.architecture === first.architecture) continue;
      yield {
        path: ['jobs', job.name, 'architecture'],
        message: `${job.architecture} differs from ${first.architecture} of ${whose}, and one image serves both: use one architecture`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  other:\n    handler: flight-delays\n    input: a/\n    output: b/\n    architecture: x86_64\n',
    at: '6:19',
    message:
      'x86_64 differs from arm64 of flight-delays, and one image serves both: use one architecture',
  },
};
