/**
 * Every name and ARN, from the configuration alone. Because nothing here waits for AWS to
 * answer, policies and inputs are known when a plan is made, and a reviewer sees a first
 * deployment's permissions in words.
 */
import type { Environment } from './schema.ts';

type Place = Pick<Environment, 'name' | 'project' | 'account' | 'region'>;

const base = ({ project, name }: Place): string => `${project}-${name}`;

/** Bucket of the Terraform states, one per account and region. */
export function stateBucket({ project, account, region }: Omit<Place, 'name'>): string {
  return `${project}-state-${account}-${region}`;
}

/** Key of an environment's state. */
export function stateKey({ name }: Pick<Place, 'name'>): string {
  return `state/${name}`;
}

/**
 * Key of the state of what all environments of a state bucket stand on; those of environments
 * begin with `state/`.
 */
export const BOOTSTRAP_STATE_KEY = 'bootstrap';

/** The data buckets that an environment makes; account and region make them unique in the world. */
export function bucketNames(place: Place): Record<'input' | 'output' | 'runs', string> {
  const suffix = `${place.account}-${place.region}`;
  return {
    input: `${base(place)}-input-${suffix}`,
    output: `${base(place)}-output-${suffix}`,
    runs: `${base(place)}-runs-${suffix}`,
  };
}

/** ARN of a bucket. */
export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/** Names that an environment has once. */
export function sharedNames(place: Place) {
  const { project, name } = place;
  return {
    cluster: base(place),
    repository: base(place),
    /** Path of every role, and of their boundary's policy: what the boundary holds on to. */
    rolePath: `/${project}/${name}/`,
    /** The policy that is the most any role may do. */
    boundary: `${base(place)}-boundary`,
  } as const;
}

/** Names of one job's resources; family, schedule group and dead-letter queue share theirs. */
export function jobNames(place: Place, job: string) {
  return {
    family: `${base(place)}-${job}`,
    taskRole: `${base(place)}-${job}-task`,
    /** Of the agent that starts the job's tasks: one a job, since it reads the job's secrets. */
    executionRole: `${base(place)}-${job}-execution`,
    schedulerRole: `${base(place)}-${job}-scheduler`,
  } as const;
}

/** Log group of one job. */
export function logGroupName({ project, name }: Place, job: string): string {
  return `/${project}/${name}/${job}`;
}

/** The channel tag that a run resolves when it starts. */
const IMAGE_TAG = 'main';

/** The image that an environment's tasks run. */
export function imageName(place: Place): string {
  const { account, region } = place;
  return `${account}.dkr.ecr.${region}.amazonaws.com/${sharedNames(place).repository}:${IMAGE_TAG}`;
}

/** ARNs that policies name. */
export function arns(place: Place) {
  const { account, region } = place;
  const regional = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const { cluster, repository, rolePath, boundary } = sharedNames(place);
  return {
    cluster: regional('ecs', `cluster/${cluster}`),
    repository: regional('ecr', `repository/${repository}`),
    /** All revisions: `skip_destroy` and the schedule's family go by name. */
    family: (job: string) => regional('ecs', `task-definition/${jobNames(place, job).family}:*`),
    /** Without a revision: what the schedule starts. */
    familyNewest: (job: string) =>
      regional('ecs', `task-definition/${jobNames(place, job).family}`),
    /** All tasks of the cluster. */
    tasks: regional('ecs', `task/${cluster}/*`),
    queue: (job: string) => regional('sqs', jobNames(place, job).family),
    scheduleGroup: (job: string) =>
      regional('scheduler', `schedule-group/${jobNames(place, job).family}`),
    /** A group's streams, in each of the forms in which AWS asks for them. */
    logStreams: (job: string) => regional('logs', `log-group:${logGroupName(place, job)}:*`),
    role: (role: string) => `arn:aws:iam::${account}:role${rolePath}${role}`,
    boundary: `arn:aws:iam::${account}:policy${rolePath}${boundary}`,
  } as const;
}

/** A name that AWS is asked for. */
export interface Name {
  /** The kind of resource that bears it, in words. */
  readonly kind: string;
  readonly name: string;
  /** The most characters that AWS takes. */
  readonly most: number;
  /** Within what no other of the kind may bear it; a role's path doesn't tell two apart. */
  readonly unique: 'world' | 'account' | 'region';
  /** The job it is made for. */
  readonly job?: string;
}

/** Every name of an environment that has to be unique, with its limit. */
export function allNames(environment: Environment): Name[] {
  const { cluster, repository, boundary } = sharedNames(environment);
  const { input, output, runs } = bucketNames(environment);
  const { data } = environment;
  // An existing bucket stands in the place of one of ours.
  const buckets = [
    data.input.bucket ? [] : [input],
    data.output.bucket ? [] : [output],
    runs,
  ].flat();
  return [
    ...buckets.map((name): Name => ({ kind: 'bucket', name, most: 63, unique: 'world' })),
    { kind: 'cluster', name: cluster, most: 255, unique: 'region' },
    { kind: 'repository', name: repository, most: 256, unique: 'region' },
    { kind: 'policy', name: boundary, most: 128, unique: 'account' },
    ...environment.jobs.flatMap(({ name: job }): Name[] => {
      const { family, taskRole, executionRole, schedulerRole } = jobNames(environment, job);
      return [
        { kind: 'role', name: taskRole, most: 64, unique: 'account', job },
        { kind: 'role', name: executionRole, most: 64, unique: 'account', job },
        { kind: 'role', name: schedulerRole, most: 64, unique: 'account', job },
        { kind: 'task definition', name: family, most: 255, unique: 'region', job },
        { kind: 'schedule group', name: family, most: 64, unique: 'region', job },
        { kind: 'queue', name: family, most: 80, unique: 'region', job },
        {
          kind: 'log group',
          name: logGroupName(environment, job),
          most: 512,
          unique: 'region',
          job,
        },
      ];
    }),
  ];
}
