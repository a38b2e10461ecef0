/** What a task must reach to start, where no way leads to the internet. */
import { parseArn } from './arn.ts';
import type { Environment } from './schema.ts';

/** Services that every task calls; S3 has a gateway endpoint, which costs nothing. */
export const TASK_SERVICES = ['ecr.api', 'ecr.dkr', 'logs'] as const;

/** Where secrets lie; the one that a job's `secrets` name is called before the job starts. */
const STORES = ['secretsmanager', 'ssm'] as const;

/** The services that need an interface endpoint, as in `com.amazonaws.<region>.<service>`. */
export function interfaceEndpoints({ jobs }: Pick<Environment, 'jobs'>): readonly string[] {
  const used = new Set(
    jobs.flatMap(({ secrets }) =>
      Object.values(secrets).map((secret) => parseArn(secret)?.service ?? ''),
    ),
  );
  return [...TASK_SERVICES, ...STORES.filter((store) => used.has(store))];
}
