import type { Rule } from './rule.ts';

const GITHUB = ['repository', 'connection'] as const;

export const pipelineSource: Rule = {
  id: 'pipeline-source',
  *check({ region, account, pipeline }) {
    if (!pipeline) return;
    const { source } = pipeline;
    for (const key of GITHUB) {
      const path = ['pipeline', 'source', key];
      if (source.kind === 'github' && source[key] === undefined)
        yield { path: ['pipeline', 'source'], message: `kind github lacks ${key}: add it` };
      if (source.kind === 'codecommit' && source[key] !== undefined)
        yield {
          path,
          message: `${key} says nothing with kind codecommit: remove it, or use kind: github`,
        };
    }
    const [, , , where, whose] = source.connection?.split(':') ?? [];
    if (whose !== undefined && (where !== region || whose !== account)) {
      yield {
        path: ['pipeline', 'source', 'connection'],
        message: `the connection lies in ${where} of account ${whose}, the pipeline in ${region} of ${account}: make one there`,
      };
    }
  },
  example: {
    yaml: 'pipeline:\n  source:\n    kind: codecommit\n    repository: owner/name\n',
    at: '4:17',
    message: 'repository says nothing with kind codecommit: remove it, or use kind: github',
  },
};
