import { secretOf } from '../arn.ts';
import { builtFor } from '../image.ts';
import { missedRunHours } from '../missed-run.ts';
import type { Environment } from '../schema.ts';
import { type Activity, containers, MIB_PER_GB } from './activity.ts';
import type { Assumptions } from './assumptions.ts';
import { TEN_THOUSAND, type Usage } from './line.ts';

/** The mirror workflow pushes, the pipeline reads. CodeBuild gets the source from the pipeline. */
const CODECOMMIT_USERS = 2;
/** Minutes that the pipeline's source action is billed for: actions are rounded up. */
const SOURCE_MINUTES = 1;

const MONTHLY = { per: 'month' } as const;

/** What is due by the piece: alarms, secrets and their reading, keys, and the pipeline. */
export function serviceUsage(
  environment: Environment,
  jobs: readonly Activity[],
  assumptions: Assumptions,
): Usage[] {
  return [
    ...alarms(environment),
    ...secrets(environment),
    ...jobs.flatMap(secretsRead),
    ...keys(environment),
    ...pipeline(environment, assumptions),
  ];
}

function alarms({ monitoring, jobs }: Environment): Usage[] {
  const alarm = { ...MONTHLY, item: 'cloudwatch.alarm' } as const;
  return [
    {
      ...alarm,
      what: 'alarms on starts that failed',
      path: ['monitoring', 'deadLetterAlarm'],
      quantity: monitoring.deadLetterAlarm ? jobs.length : 0,
    },
    {
      ...alarm,
      what: 'alarms on missed runs',
      path: ['monitoring', 'missedRunAlarm'],
      quantity: monitoring.missedRunAlarm
        ? jobs.filter((job) => missedRunHours(job) !== undefined).length
        : 0,
    },
  ];
}

/** Secrets are made by hand, but paid for here; parameters of SSM cost nothing to keep. */
function secrets({ jobs }: Environment): Usage[] {
  const seen = new Set<string>();
  return jobs.flatMap((job) =>
    Object.entries(job.secrets).flatMap(([variable, arn]): Usage[] => {
      const secret = secretOf(arn);
      if (!arn.startsWith('arn:aws:secretsmanager:') || seen.has(secret)) return [];
      seen.add(secret);
      const path = ['jobs', job.name, 'secrets', variable];
      const what = `secret ${secret.split(':').at(-1)} (made by you)`;
      return [{ ...MONTHLY, what, path, item: 'secretsmanager.secret', quantity: 1 }];
    }),
  );
}

/** Each container asks for the value of each variable. */
function secretsRead(activity: Activity): Usage[] {
  const { name, secrets } = activity.job;
  const path = ['jobs', name, 'secrets'];
  const requests = (service: string): number => {
    const arns = Object.values(secrets).filter((arn) => arn.startsWith(`arn:aws:${service}:`));
    return (containers(activity) * arns.length) / TEN_THOUSAND;
  };
  return [
    {
      what: `${name}: secrets read`,
      path,
      item: 'secretsmanager.request',
      quantity: requests('secretsmanager'),
      per: 'run',
    },
    // To read one costs nothing, but to decrypt it; that each is encrypted is the most.
    {
      what: `${name}: KMS, parameters decrypted`,
      path,
      item: 'kms.request',
      quantity: requests('ssm'),
      per: 'run',
    },
  ];
}

function keys({ data }: Environment): Usage[] {
  const named = (['input', 'output'] as const).flatMap((bucket): [string, Usage][] => {
    const key = data[bucket].kmsKey;
    const path = ['data', bucket, 'kmsKey'];
    if (key === undefined) return [];
    const what = `KMS key ${key.split('/').at(-1)} (made by you)`;
    return [[key, { ...MONTHLY, what, path, item: 'kms.key', quantity: 1 }]];
  });
  return [...new Map(named).values()];
}

function pipeline({ pipeline, jobs }: Environment, assumptions: Assumptions): Usage[] {
  if (!pipeline) return [];
  const { buildsPerMonth: builds, minutesPerBuild, cacheMebibytes } = assumptions;
  const minutes = Math.ceil(minutesPerBuild);
  const architecture = builtFor({ jobs });
  const source = ['pipeline', 'source'];
  return [
    {
      what: 'CodePipeline: source and build',
      path: ['pipeline'],
      item: 'codepipeline.minute',
      quantity: builds * (SOURCE_MINUTES + minutes),
      per: 'build',
    },
    {
      what: `CodeBuild, small, ${architecture}`,
      path: ['pipeline'],
      item: `codebuild.minute.${architecture}`,
      quantity: builds * minutes,
      per: 'build',
    },
    {
      ...MONTHLY,
      what: 'layers of earlier builds in the registry',
      path: ['pipeline'],
      item: 'ecr.storage',
      quantity: cacheMebibytes / MIB_PER_GB,
    },
    {
      ...MONTHLY,
      what: 'CodeCommit users: mirror and pipeline',
      path: source,
      item: 'codecommit.user',
      quantity: pipeline.source.kind === 'codecommit' ? CODECOMMIT_USERS : 0,
    },
  ];
}
