import { builtFor } from '../image.ts';
import type { Rule } from './rule.ts';

/** A pipeline builds an image for one processor, and a task of the other can't run it. */
export const imageArchitecture: Rule = {
  id: 'image-architecture',
  *check({ name, jobs, image }, { environments }) {
    const builder = environments.find((other) => other.name === (image.from ?? name));
    if (!builder) return;
    const built = builtFor(builder);
    const first = builder.jobs[0]?.name ?? 'the pipeline';
    const whose = builder.name === name ? first : `${first} of environment ${builder.name}`;
    for (const job of jobs) {
      if (job.architecture === built) continue;
      yield {
        path: ['jobs', job.name, 'architecture'],
        message: `${job.architecture} differs from ${built} of ${whose}, and one image serves both: use one architecture`,
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
