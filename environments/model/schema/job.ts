/** What a file says of one job. */
import * as z from 'zod';
import { name, oneOf, text, time } from './forms.ts';

/** Fargate's vCPU sizes, in units of 1/1024 vCPU. */
const CPU_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768] as const;

/** What AWS Batch takes as the size of an array; one container is no array. */
const MOST_SHARDS = 10_000;

const variableName = text(
  /^(?!NIGHTSHIFT_|AWS_)[A-Z_][A-Z0-9_]*$/,
  'a name in capitals, without the prefixes NIGHTSHIFT_ and AWS_',
);

const permission = z
  .strictObject({
    actions: z
      .array(text(/^[a-z0-9-]+:[A-Za-z0-9*]+$/, 'an IAM action such as dynamodb:GetItem'))
      .min(1)
      .meta({
        description: 'IAM actions the job may call.',
        examples: [['dynamodb:GetItem'], ['dynamodb:GetItem', 'dynamodb:Query']],
      }),
    resources: z
      .array(z.string())
      .min(1)
      .meta({
        description:
          'ARNs the actions are allowed on. `*` only for actions that AWS can not hold to a resource.',
        examples: [
          ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'],
          ['arn:aws:dynamodb:eu-central-1:123456789012:table/orders'],
        ],
      }),
    conditions: z
      .record(
        text(/^[A-Za-z:]+$/, 'an operator of IAM such as StringEquals'),
        z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      )
      .default({})
      .meta({
        description: 'Conditions of the statement: operator, key, value or values.',
        examples: [
          { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'name'] } },
          { StringEquals: { 'aws:ResourceTag/team': 'batch' } },
        ],
      }),
  })
  .meta({ description: 'One statement of the job role, beside what the job may do on its data.' });

// Without "." and "..": what reads the prefix as a path would go elsewhere.
const PREFIX = "((?!\\.{1,2}/)[A-Za-z0-9!_.'()-]+/)+";

/** A key has 1,024 bytes at most, and the run and its objects need theirs. */
const LONGEST_PREFIX = 300;

const prefix = text(
  new RegExp(`^${PREFIX}$`),
  'a prefix of the bucket such as incoming/: it ends with a slash and begins with none',
).max(LONGEST_PREFIX);

/** One job, by its name in the map of jobs. */
export const job = z.strictObject({
  handler: name('a handler', 40)
    .optional()
    .meta({
      description: "File in `job/handlers/` that holds the logic. Default: the job's name.",
      examples: ['flight-delays', 'other-handler'],
    }),
  command: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({
      description: 'Command of any container, in the place of a handler.',
      examples: [['python', 'main.py'], ['./run.sh']],
    }),
  schedule: z
    .string()
    .default('none')
    .meta({
      description:
        'When it starts: `cron(minute hour day-of-month month day-of-week year)`, `rate(n unit)`, `at(yyyy-mm-ddThh:mm:ss)` or `none`.',
      examples: ['cron(15 3 * * ? *)', 'rate(6 hours)'],
    }),
  timezone: z
    .string()
    .default('UTC')
    .meta({
      description: 'Time zone of the schedule, an IANA name.',
      examples: ['Europe/Berlin', 'America/New_York'],
    }),
  window: text(/^(0|[1-9][0-9]*)[mh]$/, 'a time such as 0m, 15m or 1h')
    .default('0m')
    .meta({
      description: 'Flexible start: AWS picks a minute within it. 0m to 24h.',
      examples: ['15m', '1h'],
    }),
  retryWindow: time.default('1h').meta({
    description:
      'How late a start may still be; after it the run counts as missed. 1m to 24h, shorter than the time between two runs.',
    examples: ['1h', '30m'],
  }),
  paused: z
    .boolean()
    .default(false)
    .meta({ description: 'Nothing starts by itself while it is `true`.', examples: [true, false] }),
  cpu: oneOf(CPU_SIZES)
    .default(256)
    .meta({ description: 'vCPU in units of 1/1024: 256 is a quarter.', examples: [256, 512] }),
  memory: z
    .int()
    .default(512)
    .meta({
      description: 'Memory in MiB; what is valid depends on `cpu`.',
      examples: [512, 1024],
    }),
  ephemeralStorageGiB: z
    .int()
    .min(20)
    .max(200)
    .default(20)
    .meta({ description: 'Scratch space in GiB, 20 to 200; 20 are free.', examples: [20, 50] }),
  architecture: z
    .enum(['arm64', 'x86_64'])
    .default('arm64')
    .meta({
      description: 'Processor the image is built for; arm64 costs a fifth less.',
      examples: ['arm64', 'x86_64'],
    }),
  spot: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Spare capacity at a third of the price; an interrupted run is started once more on demand.',
      examples: [true, false],
    }),
  // Bounded by default: AWS stops no task by itself, and a hung one would cost, and hold up the
  // next, until somebody looks. Long enough for nearly every batch.
  timeout: text(/^(none|[1-9][0-9]*[mh])$/, 'a time such as 30m or 1h, or none')
    .default('6h')
    .meta({
      description:
        'The longest a run may take; then it is stopped and has failed. `none` for no limit. A `command` is wrapped in `timeout`, which its image must have (all of Debian, Alpine and Amazon Linux do).',
      examples: ['45m', '2h'],
    }),
  retries: z
    .int()
    .min(0)
    .max(9)
    .default(0)
    .meta({ description: 'How often a failed run is started again.', examples: [2, 1] }),
  shards: z
    .int()
    .min(1)
    .max(MOST_SHARDS)
    .default(1)
    .meta({
      description: 'Containers that share the input; above 1 an AWS Batch array on Fargate.',
      examples: [1, 8],
    }),
  tolerance: z
    .union([
      z.int().min(0),
      text(/^(100|[0-9]{1,2}(\.[0-9]+)?)%$/, 'a count or a share such as "1%"'),
    ])
    .default(0)
    .meta({
      description: 'Objects that may fail before the run has: a count, or a share such as `"1%"`.',
      examples: [0, '1%'],
    }),
  overlap: z
    .enum(['forbid', 'allow'])
    .default('allow')
    .meta({
      description: 'Whether a run may start while an earlier one still works.',
      examples: ['forbid', 'allow'],
    }),
  input: text(
    new RegExp(`^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/)?${PREFIX}$`),
    'a prefix of the input bucket such as incoming/, which ends with a slash and begins with none, or one of another bucket such as s3://bucket/incoming/',
  )
    .max(LONGEST_PREFIX)
    .meta({
      description:
        'What the job reads: a prefix of the input bucket, or `s3://bucket/prefix/` of another.',
      examples: ['incoming/', 'other-input/'],
    }),
  output: prefix.meta({
    description: 'Prefix of the output bucket; each run writes below its own id.',
    examples: ['delays/', 'other-output/'],
  }),
  variables: z
    .record(variableName, z.string())
    .default({})
    .meta({
      description: 'Environment variables of the container; nothing secret.',
      examples: [{ LOG_LEVEL: 'info' }, { LOG_LEVEL: 'debug' }],
    }),
  secrets: z
    .record(variableName, z.string())
    .default({})
    .meta({
      description:
        'Environment variables whose values are read at each start: ARNs of Secrets Manager (also with `:json-key:stage:version`) or of SSM parameters.',
      examples: [
        { API_KEY: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key-AbCdEf' },
        { API_KEY: 'arn:aws:ssm:eu-central-1:123456789012:parameter/api-key' },
      ],
    }),
  permissions: z
    .array(permission)
    .default([])
    .meta({
      description: 'What the job may do beyond reading its input and writing its output.',
      examples: [
        [
          {
            actions: ['dynamodb:GetItem'],
            resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'],
          },
        ],
        [],
      ],
    }),
});
