/** The only list of an environment file's keys: types, defaults, `schema.json` and the reference come from here. */
import { z } from 'zod';

/** Fargate's vCPU sizes, in units of 1/1024 vCPU. */
const CPU_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768] as const;

/** CloudWatch Logs takes these retention periods and no others, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** What AWS Batch takes as the size of an array; one container is no array. */
const MOST_SHARDS = 10_000;

const oneOf = <const T extends readonly number[]>(values: T) => z.literal(values);

const text = (pattern: RegExp, form: string) =>
  z.string().regex(pattern, { error: `must be ${form}` });

/** ECR takes no hyphen beside another or at an end, and repositories bear joined names. */
const nameForm = (max: number) => new RegExp(`^(?=.{1,${max}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`);

const name = (what: string, max: number) =>
  text(
    nameForm(max),
    `${what}: lower-case letters, digits and single hyphens between them, a letter first, ${max} characters at most`,
  );

/** Names a file may bear and workflows read (`environments/<name>.yaml`). */
export const ENVIRONMENT_NAME = nameForm(31);

const environmentName = text(ENVIRONMENT_NAME, 'the name of an environment file such as staging');

const time = (form = 'a time such as 30m or 1h') => text(/^[1-9][0-9]*[mh]$/, form);

const days = z.int().min(1).max(3650);

const bucketName = text(
  /^(?!xn--|sthree-|amzn-s3-demo-|[0-9]+(\.[0-9]+){3}$)(?!.*(\.\.|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, and none that S3 keeps for itself",
);

const keyArn = text(
  /^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/,
  'the ARN of a KMS key such as arn:aws:kms:eu-central-1:123456789012:key/0d1f...',
);

const variableName = text(
  /^(?!NIGHTSHIFT_|AWS_)[A-Z_][A-Z0-9_]*$/,
  'a name in capitals, without the prefixes NIGHTSHIFT_ and AWS_',
);

const principals = z.array(z.string()).default([]);

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

const job = z.strictObject({
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
  retryWindow: time()
    .default('1h')
    .meta({
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
  timeout: time()
    .optional()
    .meta({
      description: 'The longest a run may take; then it is stopped and has failed.',
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

const expireAfterDays = days.optional().meta({
  description: 'Days until objects go; without it they stay.',
  examples: [90, 30],
});

const existingBucket = bucketName.optional().meta({
  description: 'A bucket that exists already, in the place of one of our own.',
  examples: ['team-data', 'other-data'],
});

const kmsKey = keyArn.optional().meta({
  description: "KMS key that the bucket's objects are encrypted with.",
  examples: [
    'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    'arn:aws:kms:eu-central-1:123456789012:key/66666666-7777-8888-9999-000000000000',
  ],
});

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
  network: z
    .strictObject({
      mode: z
        .enum(['public', 'endpoints', 'nat', 'existing'])
        .default('public')
        .meta({
          description:
            '`public`: public subnets, no inbound rule, the free S3 gateway endpoint; an IPv4 is paid for while a task runs. `endpoints`: no way to the internet, interface endpoints by the hour. `nat`: a NAT gateway by the hour. `existing`: subnets of your own.',
          examples: ['public', 'nat'],
        }),
      cidr: text(/^\d{1,3}(\.\d{1,3}){3}\/(1[6-9]|2[0-6])$/, 'an IPv4 block from /16 to /26')
        .default('10.0.0.0/24')
        .meta({
          description: 'Address block of the VPC, divided among the zones.',
          examples: ['10.0.0.0/24', '10.1.0.0/24'],
        }),
      availabilityZones: z
        .int()
        .min(1)
        .max(3)
        .default(2)
        .meta({
          description: 'Zones a task may start in; with `endpoints` each of them costs.',
          examples: [2, 1],
        }),
      vpcId: text(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC such as vpc-0a1b2c3d4e5f60718')
        .optional()
        .meta({
          description: 'With mode `existing`: the VPC.',
          examples: ['vpc-0a1b2c3d4e5f60718', 'vpc-1a1b2c3d4e5f60718'],
        }),
      subnetIds: z
        .array(
          text(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet such as subnet-0a1b2c3d4e5f60718'),
        )
        .min(1)
        .optional()
        .meta({
          description: 'With mode `existing`: subnets with a way to ECR, CloudWatch Logs and S3.',
          examples: [['subnet-0a1b2c3d4e5f60718'], ['subnet-1a1b2c3d4e5f60718']],
        }),
      securityGroupIds: z
        .array(
          text(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group such as sg-0a1b2c3d4e5f60718'),
        )
        .min(1)
        .optional()
        .meta({
          description: 'With mode `existing`: security groups of the tasks.',
          examples: [['sg-0a1b2c3d4e5f60718'], ['sg-1a1b2c3d4e5f60718']],
        }),
      assignPublicIp: z
        .boolean()
        .optional()
        .meta({
          description: 'With mode `existing`: whether tasks get an IPv4 of their own.',
          examples: [true, false],
        }),
    })
    .prefault({})
    .meta({ description: 'Where tasks run.' }),
  pipeline: z
    .strictObject({
      source: z
        .strictObject({
          kind: z.enum(['codecommit', 'github']).meta({
            description:
              '`codecommit`: a mirror that the workflow pushes to. `github`: a connection and its webhook.',
            examples: ['codecommit', 'github'],
          }),
          branch: text(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/, 'the name of a branch such as main')
            .default('main')
            .meta({ description: 'Branch that is built.', examples: ['main', 'release'] }),
          repository: text(
            /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
            'a repository such as owner/name',
          )
            .optional()
            .meta({
              description: 'With kind `github`: the repository.',
              examples: ['owner/name', 'owner/other'],
            }),
          connection: text(
            /^arn:aws:(codestar-connections|codeconnections):[a-z0-9-]+:[0-9]{12}:connection\/[A-Za-z0-9-]+$/,
            'the ARN of a connection such as arn:aws:codeconnections:eu-central-1:123456789012:connection/0d1f...',
          )
            .optional()
            .meta({
              description: 'With kind `github`: the connection that AWS reads it by.',
              examples: [
                'arn:aws:codeconnections:eu-central-1:123456789012:connection/11111111-2222-3333-4444-555555555555',
                'arn:aws:codeconnections:eu-central-1:123456789012:connection/66666666-7777-8888-9999-000000000000',
              ],
            }),
        })
        .meta({ description: 'Where the job logic comes from.' }),
    })
    .optional()
    .meta({
      description: 'Builds an image at every push of job logic; without it none is built here.',
      examples: [
        { source: { kind: 'codecommit' } },
        { source: { kind: 'codecommit', branch: 'x' } },
      ],
    }),
  image: z
    .strictObject({
      from: environmentName.optional().meta({
        description: 'Environment whose registry the images come from. Default: its own.',
        examples: ['dev', 'staging'],
      }),
      track: text(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image's tag such as main")
        .default('main')
        .meta({
          description: 'Tag that moves: the next run uses the newest image that bears it.',
          examples: ['main', 'release'],
        }),
      digest: z
        .string()
        .optional()
        .meta({
          description: 'Pins one image, whatever `track` says; a promotion changes it.',
          examples: [
            `sha256:${'0123456789abcdef'.repeat(4)}`,
            `sha256:${'fedcba9876543210'.repeat(4)}`,
          ],
        }),
    })
    .prefault({})
    .meta({ description: 'Which image runs.' }),
  data: z
    .strictObject({
      input: z
        .strictObject({
          expireAfterDays,
          writers: principals.meta({
            description: 'Roles, users or accounts (ARNs) that may put objects.',
            examples: [['arn:aws:iam::111122223333:role/producer'], []],
          }),
          bucket: existingBucket,
          kmsKey,
        })
        .prefault({})
        .meta({ description: 'The bucket that jobs read.' }),
      output: z
        .strictObject({
          expireAfterDays,
          readers: principals.meta({
            description: 'Roles, users or accounts (ARNs) that may read objects.',
            examples: [['arn:aws:iam::111122223333:role/consumer'], []],
          }),
          bucket: existingBucket,
          kmsKey,
        })
        .prefault({})
        .meta({ description: 'The bucket that jobs write.' }),
    })
    .prefault({})
    .meta({ description: 'The data buckets.' }),
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
        .default([])
        .meta({
          description: 'Who hears of failed runs; each address confirms once.',
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

/** An environment with all defaults filled in. */
export interface Environment extends Omit<Settings, 'jobs'> {
  readonly name: string;
  readonly jobs: readonly Job[];
}

/** Puts in what a default takes from another key; the order of jobs in a file means nothing. */
export function complete(environmentName: string, settings: Settings): Environment {
  const jobs = Object.entries(settings.jobs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([jobName, { handler, ...rest }]) => ({
      name: jobName,
      handler: handler ?? jobName,
      ...rest,
    }));
  return { ...settings, name: environmentName, jobs };
}
