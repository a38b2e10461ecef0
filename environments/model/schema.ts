/**
 * The only list of an environment file's keys: types, defaults, `schema.json` and the reference
 * come from here. Larger parts of it stand in `schema/`.
 */
// Of the namespace a bundler keeps what is used; of zod's own `z` all, with each language's messages.
import * as z from 'zod';
import { data } from './schema/data.ts';
import { environmentName, name, oneOf, text } from './schema/forms.ts';
import { image, pipeline } from './schema/image.ts';
import { job } from './schema/job.ts';
import { network } from './schema/network.ts';

export { ENVIRONMENT_NAME } from './schema/forms.ts';

/** CloudWatch Logs takes these retention periods and no others, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** An environment file after the merge with `defaults.yaml`. */
export const environmentSchema = z.strictObject({
  project: name('a project', 20).meta({
    description:
      'Prefix of every name, path of every role; two repositories in one account differ here.',
    examples: ['nightshift', 'dayshift'],
  }),
  account: text(/^[0-9]{12}$/, 'a quoted AWS account id of 12 digits').meta({
    description: 'AWS account, quoted. Credentials of any other account are refused.',
    examples: ['123456789012', '210987654321'],
  }),
  region: text(
    /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-[0-9]$/,
    'a region of the commercial AWS such as eu-central-1',
  ).meta({ description: 'AWS region.', examples: ['eu-central-1', 'us-east-1'] }),
  owner: z
    .string()
    .min(1)
    .meta({
      description: 'Who answers for it; a tag on every resource.',
      examples: ['batch-team', 'data-team'],
    }),
  promotesFrom: environmentName.optional().meta({
    description: 'Environment that is applied before this one; without it this one is the first.',
    examples: ['staging', 'dev'],
  }),
  tags: z
    .record(z.string(), z.string())
    .default({})
    .meta({
      description: 'More tags for every resource, such as a cost centre.',
      examples: [{ costCenter: '4711' }, { costCenter: '4712' }],
    }),
  removalPolicy: z
    .enum(['retain', 'destroy'])
    .default('retain')
    .meta({
      description:
        'What becomes of buckets, logs, images and repositories that the files no longer name: they stay with their content and are no longer managed, or are destroyed with it. `destroy` must be applied before what it is meant for is removed.',
      examples: ['retain', 'destroy'],
    }),
  network,
  pipeline,
  image,
  data,
  logs: z
    .strictObject({
      retentionDays: oneOf(RETENTION_DAYS)
        .default(30)
        .meta({ description: 'Days that logs are kept.', examples: [30, 7] }),
    })
    .prefault({})
    .meta({ description: 'Logs of the jobs.' }),
  alerts: z
    .strictObject({
      emails: z
        .array(text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address'))
        // AWS Budgets takes no more for one notification.
        .max(10)
        .default([])
        .meta({
          description:
            'Who hears of failed runs and builds, of alarms and the budget; each address confirms once.',
          examples: [['batch@example.com'], ['other@example.com']],
        }),
    })
    .prefault({})
    .meta({ description: 'Who is told.' }),
  monitoring: z
    .strictObject({
      deadLetterAlarm: z
        .boolean()
        .default(false)
        .meta({
          description: 'Alarm per job when a start failed for good; each alarm costs.',
          examples: [true, false],
        }),
      missedRunAlarm: z
        .boolean()
        .default(false)
        .meta({
          description: 'Alarm per job when no run started in time; each alarm costs.',
          examples: [true, false],
        }),
    })
    .prefault({})
    .meta({ description: 'Alarms.' }),
  budget: z
    .strictObject({
      monthlyUsd: z
        .number()
        .positive()
        .max(1_000_000)
        .meta({ description: 'A mail when a month costs more, in USD.', examples: [20, 50] }),
    })
    .optional()
    .meta({
      description: 'AWS budget of the environment.',
      examples: [{ monthlyUsd: 20 }, { monthlyUsd: 50 }],
    }),
  review: z
    .strictObject({
      hide: z
        .array(z.string().min(1))
        .default([])
        .meta({
          description:
            'Names of values that no plan or comment shows, beside what looks secret by itself; `*` stands for any text. What either side of a change lists is hidden.',
          examples: [['*Endpoint'], ['partner*', 'customer']],
        }),
    })
    .prefault({})
    .meta({ description: 'What a review shows.' }),
  jobs: z
    .record(name('a job', 30), job)
    .default({})
    .meta({
      description: 'The jobs, by name.',
      examples: [
        { 'flight-delays': { input: 'incoming/', output: 'delays/' } },
        { 'other-job': { input: 'incoming/', output: 'other/' } },
      ],
    }),
});

/** What a file says once it is checked, with all defaults of the schema filled in. */
export type Settings = z.output<typeof environmentSchema>;

/** A job with all defaults filled in. */
export interface Job extends Omit<Settings['jobs'][string], 'handler'> {
  readonly name: string;
  readonly handler: string;
}

/** Where an environment lies: what its names and ARNs follow from. */
export type Place = Pick<Environment, 'name' | 'project' | 'account' | 'region'>;

/** An environment with all defaults filled in. */
export interface Environment extends Omit<Settings, 'jobs'> {
  readonly name: string;
  readonly jobs: readonly Job[];
  /** The environment whose registry the images come from. @default its own */
  readonly registry?: Place;
  /** Environments of other accounts that take their images from this one's registry. */
  readonly pulledBy: readonly Place[];
}

/** The settings of other environments, by name. */
export type Neighbours = ReadonlyMap<string, Settings>;

/**
 * Puts in what a default takes from another key, and what follows from other environments' files;
 * the order of jobs in a file means nothing.
 *
 * @param neighbours one whose images are wanted, and which isn't among them, is taken to lie in
 * the same account and region
 */
export function complete(
  environmentName: string,
  settings: Settings,
  neighbours: Neighbours = new Map(),
): Environment {
  const jobs = Object.entries(settings.jobs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([jobName, { handler, ...rest }]) => ({
      name: jobName,
      handler: handler ?? jobName,
      ...rest,
    }));
  const { from } = settings.image;
  return {
    ...settings,
    name: environmentName,
    jobs,
    ...(from !== undefined &&
      from !== environmentName && { registry: placeOf(from, neighbours.get(from) ?? settings) }),
    pulledBy: [...neighbours]
      .filter(
        ([, { image, account }]) => image.from === environmentName && account !== settings.account,
      )
      .map(([name, other]) => placeOf(name, other)),
  };
}

function placeOf(name: string, { project, account, region }: Settings): Place {
  return { name, project, account, region };
}
