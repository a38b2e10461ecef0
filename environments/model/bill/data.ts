import { NONCURRENT_DAYS } from '../fixed.ts';
import type { Environment, Job } from '../schema.ts';
import { type Activity, containers, MIB_PER_GB, MONTHS, YEAR_DAYS } from './activity.ts';
import type { Assumptions } from './assumptions.ts';
import { TEN_THOUSAND, type Usage } from './line.ts';

/** Requests are priced by the thousand. */
const THOUSAND = 1000;
/** A list (priced like a PUT) and the report, for each container. */
const OWN_PUTS = 2;

/** Whether a job reads a bucket that isn't its environment's. */
export function hasForeignInput({ input }: Job): boolean {
  return input.startsWith('s3://');
}

/** Whether the images lie in the registry of another environment. */
export function hasForeignRegistry({ registry }: Environment): boolean {
  return registry !== undefined;
}

/** What the data buckets, their keys, the logs and the registry use. */
export function dataUsage(
  environment: Environment,
  jobs: readonly Activity[],
  { mebibytesLogged, imageMebibytes, imagesKept }: Assumptions,
): Usage[] {
  const { data, logs } = environment;
  const sum = (of: (activity: Activity) => number) =>
    jobs.reduce((whole, activity) => whole + of(activity), 0);
  const ownInput = jobs.filter(({ job }) => !hasForeignInput(job));
  const read = ownInput.reduce((whole, { runs, mebibytesRead }) => whole + runs * mebibytesRead, 0);
  const written = sum(({ runs, mebibytesWritten }) => runs * mebibytesWritten);
  const logged = sum(containers) * mebibytesLogged;
  const input = { path: ['data', 'input'], per: 'run' } as const;
  const output = { path: ['data', 'output'], per: 'run' } as const;
  const log = { path: ['logs'], per: 'run' } as const;
  return [
    {
      ...input,
      what: 'S3: objects read',
      item: 's3.get',
      quantity: sum(({ runs, objectsRead }) => runs * objectsRead) / THOUSAND,
    },
    {
      ...output,
      what: 'S3: objects written, lists and reports',
      item: 's3.put',
      quantity:
        sum(
          (activity) => activity.runs * activity.objectsWritten + containers(activity) * OWN_PUTS,
        ) / THOUSAND,
    },
    // One request for each object: without an S3 Bucket Key, so at most.
    {
      ...input,
      what: 'KMS: objects decrypted',
      item: 'kms.request',
      quantity: data.input.kmsKey
        ? ownInput.reduce((whole, { runs, objectsRead }) => whole + runs * objectsRead, 0) /
          TEN_THOUSAND
        : 0,
    },
    {
      ...output,
      what: 'KMS: objects encrypted',
      item: 'kms.request',
      quantity: data.output.kmsKey
        ? sum(({ runs, objectsWritten }) => runs * objectsWritten) / TEN_THOUSAND
        : 0,
    },
    // A bucket that exists already is on its owner's bill.
    ...(data.input.bucket
      ? []
      : [stored({ ...input, what: 'S3: input kept' }, read, data.input.expireAfterDays)]),
    ...(data.output.bucket
      ? []
      : [stored({ ...output, what: 'S3: output kept' }, written, data.output.expireAfterDays)]),
    { ...log, what: 'logs written', item: 'logs.ingested', quantity: logged / MIB_PER_GB },
    {
      ...log,
      what: `logs kept ${logs.retentionDays} days`,
      item: 'logs.stored',
      quantity: keptGb(logged, logs.retentionDays),
    },
    ...(hasForeignRegistry(environment)
      ? []
      : [
          {
            what: 'images in the registry',
            path: ['image'],
            item: 'ecr.storage',
            quantity: (imagesKept * imageMebibytes) / MIB_PER_GB,
            per: 'month',
          } as const,
        ]),
  ];
}

function stored(
  usage: Pick<Usage, 'what' | 'path' | 'per'>,
  mebibytesPerMonth: number,
  expireAfterDays: number | undefined,
): Usage {
  const forever = expireAfterDays === undefined;
  const days = forever ? YEAR_DAYS : expireAfterDays + NONCURRENT_DAYS;
  const kept = forever
    ? 'after a year, and growing'
    : `${expireAfterDays} days, then ${NONCURRENT_DAYS} noncurrent`;
  return {
    ...usage,
    what: `${usage.what} ${kept}`,
    item: 's3.storage',
    quantity: keptGb(mebibytesPerMonth, days),
  };
}

/** What lies there once as much goes as comes. */
function keptGb(mebibytesPerMonth: number, days: number): number {
  return (mebibytesPerMonth * (MONTHS / YEAR_DAYS) * days) / MIB_PER_GB;
}
