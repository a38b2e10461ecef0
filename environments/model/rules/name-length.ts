import { allNames } from '../names.ts';
import type { Rule } from './rule.ts';

export const nameLength: Rule = {
  id: 'name-length',
  *check(environment) {
    const tooLong = allNames(environment).filter(({ name, most }) => name.length > most);
    // One name of the environment and one of each job say enough.
    for (const job of new Set(tooLong.map((name) => name.job))) {
      const own = tooLong.filter((name) => name.job === job);
      const [worst] = own.sort((a, b) => b.name.length - b.most - (a.name.length - a.most));
      if (!worst) continue;
      const { kind, name, most } = worst;
      const shorter = job === undefined ? "project's or the environment's" : "job's";
      yield {
        path: job === undefined ? ['project'] : ['jobs', job],
        message: `the ${kind} ${name} would have ${name.length} characters in its name, AWS takes ${most}: shorten the ${shorter} name`,
      };
    }
  },
  example: {
    yaml: 'project: a-very-long-project\nregion: ap-southeast-1\n',
    at: '1:10',
    message:
      "the bucket a-very-long-project-bad-example-output-123456789012-ap-southeast-1 would have 66 characters in its name, AWS takes 63: shorten the project's or the environment's name",
  },
};
