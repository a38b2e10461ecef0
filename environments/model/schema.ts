/** The only list of an environment file's keys: types, defaults and `schema.json` come from here. */
import { z } from 'zod';

/** Fargate's vCPU sizes, in units of 1/1024 vCPU. */
const CPU_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768] as const;

/** CloudWatch Logs takes these retention periods and no others, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const oneOf = <const T extends readonly number[]>(values: T) => z.literal(values);

const text = (pattern: RegExp, form: string) =>
  z.string().regex(pattern, { error: `must be ${form}` });

const name = (what: string, max: number) =>
  text(
    new RegExp(`^[a-z][a-z0-9-]{0,${max - 1}}$`),
    `${what}: lower-case letters, digits and hyphens, a letter first, ${max} characters at most`,
  );

const days = z.int().min(1).max(3650);

const permission = z
  .strictObject({
    actions: z
      .array(text(/^[a-z0-9-]+:[A-Za-z0-9*]+$/, 'an IAM action such as dynamodb:GetItem'))
      .min(1)
      .describe('IAM actions the job may call.'),
    resources: z
      .array(text(/^arn:aws:[a-z0-9-]+:/, 'an ARN that names its service'))
      .min(1)
      .describe('ARNs the actions are allowed on; name them, a lone `*` is refused.'),
  })
  .describe('One statement of the job role, beside what the job may do on its own data.');

const prefix = text(
  // Without "." and "..": what reads the prefix as a path would go elsewhere.
  /^((?!\.{1,2}\/)[A-Za-z0-9!_.'()-]+\/)+$/,
  'a prefix of the bucket such as incoming/: it ends with a slash and begins with none',
);

const job = z.strictObject({
  handler: name('a handler', 40)
    .optional()
    .describe("File in `job/handlers/` that holds the logic. Default: the job's name."),
  schedule: z
    .string()
    .default('none')
    .describe(
      'When it starts: `cron(minute hour day-of-month month day-of-week year)`, `rate(n unit)`, `at(yyyy-mm-ddThh:mm:ss)` or `none`.',
    ),
  timezone: z
    .string()
    .default('UTC')
    .describe('Time zone of the schedule, an IANA name such as `Europe/Berlin`.'),
  retryWindow: text(/^[1-9][0-9]*[mh]$/, 'a time such as 30m or 1h')
    .default('1h')
    .describe(
      'How late a start may still be, `30m` or `1h`: after it the run counts as missed. 1m to 24h.',
    ),
  cpu: oneOf(CPU_SIZES).default(256).describe('vCPU in units of 1/1024: 256 is a quarter.'),
  memory: z.int().default(512).describe('Memory in MiB; what is valid depends on `cpu`.'),
  ephemeralStorageGiB: z
    .int()
    .min(20)
    .max(200)
    .default(20)
    .describe('Scratch space in GiB; 20 are free.'),
  architecture: z
    .enum(['arm64', 'x86_64'])
    .default('arm64')
    .describe('Processor the image is built for; arm64 costs a fifth less.'),
  input: prefix.describe('Prefix in the input bucket the job reads.'),
  output: prefix.describe('Prefix in the output bucket; each run writes below its own id.'),
  variables: z
    .record(
      text(
        /^(?!NIGHTSHIFT_|AWS_)[A-Z_][A-Z0-9_]*$/,
        'a name in capitals, without the prefixes NIGHTSHIFT_ and AWS_',
      ),
      z.string(),
    )
    .default({})
    .describe('Environment variables of the container; nothing secret.'),
  permissions: z
    .array(permission)
    .default([])
    .describe('What the job may do beyond reading its input and writing its output.'),
});

/** An environment file after the merge with `defaults.yaml`. */
export const environmentSchema = z.strictObject({
  project: name('a project', 20).describe(
    'Prefix of every name; two repositories in one account differ here.',
  ),
  account: text(/^[0-9]{12}$/, 'a quoted AWS account id of 12 digits').describe(
    'AWS account, quoted. Credentials of any other account are refused.',
  ),
  region: text(
    /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-[0-9]$/,
    'a region of the commercial AWS such as eu-central-1',
  ).describe('AWS region.'),
  owner: z.string().min(1).describe('Who answers for it; a tag on every resource.'),
  tags: z
    .record(z.string(), z.string())
    .default({})
    .describe('More tags for every resource, such as a cost centre.'),
  network: z
    .strictObject({
      mode: z
        .literal('public')
        .default('public')
        .describe(
          '`public`: public subnets, no inbound rule, the free S3 gateway endpoint; an IPv4 is paid for while a task runs.',
        ),
      cidr: text(/^\d{1,3}(\.\d{1,3}){3}\/(1[6-9]|2[0-6])$/, 'an IPv4 block from /16 to /26')
        .default('10.0.0.0/24')
        .describe('Address block of the VPC, divided among the zones.'),
      availabilityZones: z
        .int()
        .min(1)
        .max(3)
        .default(2)
        .describe('Zones a task may start in; more of them cost nothing here.'),
    })
    .prefault({})
    .describe('Where tasks run.'),
  data: z
    .strictObject({
      input: z.strictObject({ expireAfterDays: days.optional() }).prefault({}),
      output: z.strictObject({ expireAfterDays: days.optional() }).prefault({}),
    })
    .prefault({})
    .describe('The data buckets; objects older than `expireAfterDays` days go, none without it.'),
  logs: z
    .strictObject({
      retentionDays: oneOf(RETENTION_DAYS).default(30).describe('Days that logs are kept.'),
    })
    .prefault({})
    .describe('Logs of the jobs.'),
  jobs: z.record(name('a job', 30), job).default({}).describe('The jobs, by name.'),
});

/** Names a file may bear and workflows read (`environments/<name>.yaml`). */
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9-]{0,30}$/;

type Parsed = z.output<typeof environmentSchema>;

/** A job with all defaults filled in. */
export interface Job extends Omit<Parsed['jobs'][string], 'handler'> {
  readonly name: string;
  readonly handler: string;
}

/** An environment with all defaults filled in. */
export interface Environment extends Omit<Parsed, 'jobs'> {
  readonly name: string;
  readonly jobs: readonly Job[];
}

/** Puts in what a default takes from another key. */
export function complete(environmentName: string, parsed: Parsed): Environment {
  const jobs = Object.entries(parsed.jobs).map(([jobName, { handler, ...rest }]) => ({
    name: jobName,
    handler: handler ?? jobName,
    ...rest,
  }));
  return { ...parsed, name: environmentName, jobs };
}

/**
 * JSON Schema for editors: every key may be absent, since `defaults.yaml` may hold it.
 *
 * @public `npm run generate` writes it to `environments/schema.json`.
 */
export function jsonSchema(): object {
  const partial = environmentSchema.partial();
  return z.toJSONSchema(partial, {
    io: 'input',
    override: ({ jsonSchema: node, path }) => {
      if (path.length > 0) delete node.required;
    },
  });
}
