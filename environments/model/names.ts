/**
 * Every name and ARN, from the configuration alone. Because nothing here waits for AWS to
 * answer, policies and inputs are known when a plan is made, and a reviewer sees a first
 * deployment's permissions in words.
 */
import type { Environment, Place } from './schema.ts';

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
    pipeline: base(place),
    /** Topic of all notices. */
    alerts: `${base(place)}-alerts`,
    /** Rule that keeps the cluster's task events. */
    taskEvents: `${base(place)}-tasks`,
    /** Rule that tells of failed builds. */
    pipelineFailed: `${base(place)}-pipeline`,
    budget: base(place),
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
    /** Rule that starts an interrupted run once more, and its role. */
    again: `${base(place)}-${job}-again`,
    /** Rule that tells of failed runs. */
    failed: `${base(place)}-${job}-failed`,
    deadLetterAlarm: `${base(place)}-${job}-dead-letters`,
    missedRunAlarm: `${base(place)}-${job}-missed`,
  } as const;
}

/** Log group of one job. */
export function logGroupName({ project, name }: Place, job: string): string {
  return `/${project}/${name}/${job}`;
}

/**
 * Log group of an environment's task events. EventBridge may write below its project's folder:
 * CloudWatch Logs takes ten resource policies in a region and account, so one is for all.
 */
export function taskEventsLogGroup({ project, name }: Pick<Place, 'project' | 'name'>): string {
  return `/aws/events/${project}/${name}`;
}

/** ECS task groups of a job's runs: a run, and its restart after an interruption. */
export function taskGroups(job: string): { readonly first: string; readonly again: string } {
  return { first: job, again: `${job}-again` };
}

/** Names of what builds images. */
export function pipelineNames(place: Place) {
  const project = `${base(place)}-image`;
  return {
    /** The mirror that CodeCommit keeps. */
    mirror: base(place),
    pipeline: base(place),
    project,
    /** Where CodeBuild's own groups lie. */
    logGroup: `/aws/codebuild/${project}`,
    /** Layers of earlier builds; below the images' own repository. */
    cache: `${base(place)}/cache`,
    artifacts: `${base(place)}-builds-${place.account}-${place.region}`,
    startRule: `${base(place)}-source`,
    startRole: `${base(place)}-source`,
    pipelineRole: `${base(place)}-pipeline`,
    buildRole: `${base(place)}-build`,
  } as const;
}

/** How Docker calls a repository. */
export function repositoryUri({ account, region }: Place, repository: string): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com/${repository}`;
}

/** The image that an environment's tasks run: the newest that bears the tag, or just one. */
export function imageName(environment: Environment): string {
  const { image, registry = environment } = environment;
  const repository = repositoryUri(registry, sharedNames(registry).repository);
  return image.digest ? `${repository}@${image.digest}` : `${repository}:${image.track}`;
}

/** ARNs that policies name. */
export function arns(place: Place) {
  const { account, region } = place;
  const regional = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const { cluster, repository, rolePath, boundary } = sharedNames(place);
  const builds = pipelineNames(place);
  return {
    cluster: regional('ecs', `cluster/${cluster}`),
    repository: regional('ecr', `repository/${repository}`),
    cache: regional('ecr', `repository/${builds.cache}`),
    mirror: regional('codecommit', builds.mirror),
    startRule: regional('events', `rule/${builds.startRule}`),
    pipeline: regional('codepipeline', builds.pipeline),
    project: regional('codebuild', `project/${builds.project}`),
    buildLogStreams: regional('logs', `log-group:${builds.logGroup}:*`),
    /** All revisions: `skip_destroy` and the schedule's family go by name. */
    family: (job: string) => regional('ecs', `task-definition/${jobNames(place, job).family}:*`),
    /** Without a revision: what the schedule starts. */
    familyNewest: (job: string) =>
      regional('ecs', `task-definition/${jobNames(place, job).family}`),
    /** Whatever ECS acts for in this account and region. */
    anyOfEcs: regional('ecs', '*'),
    /** All tasks of the cluster. */
    tasks: regional('ecs', `task/${cluster}/*`),
    queue: (job: string) => regional('sqs', jobNames(place, job).family),
    scheduleGroup: (job: string) =>
      regional('scheduler', `schedule-group/${jobNames(place, job).family}`),
    /** A group's streams, in each of the forms in which AWS asks for them. */
    logStreams: (job: string) => regional('logs', `log-group:${logGroupName(place, job)}:*`),
    topic: regional('sns', sharedNames(place).alerts),
    rule: (rule: string) => regional('events', `rule/${rule}`),
    alarm: (alarm: string) => regional('cloudwatch', `alarm:${alarm}`),
    /** Without the `:*` that policies want: what an event rule writes to. */
    logGroup: (logGroup: string) => regional('logs', `log-group:${logGroup}`),
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
  const shared = sharedNames(environment);
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
    { kind: 'cluster', name: shared.cluster, most: 255, unique: 'region' },
    { kind: 'policy', name: shared.boundary, most: 128, unique: 'account' },
    { kind: 'topic', name: shared.alerts, most: 256, unique: 'region' },
    { kind: 'event rule', name: shared.taskEvents, most: 64, unique: 'region' },
    { kind: 'event rule', name: shared.pipelineFailed, most: 64, unique: 'region' },
    { kind: 'log group', name: taskEventsLogGroup(environment), most: 512, unique: 'region' },
    { kind: 'budget', name: shared.budget, most: 100, unique: 'account' },
    ...imageNames(environment),
    ...environment.jobs.flatMap(({ name: job }): Name[] => {
      const names = jobNames(environment, job);
      const { family, taskRole, executionRole, schedulerRole } = names;
      return [
        { kind: 'role', name: taskRole, most: 64, unique: 'account', job },
        { kind: 'role', name: executionRole, most: 64, unique: 'account', job },
        { kind: 'role', name: schedulerRole, most: 64, unique: 'account', job },
        { kind: 'role', name: names.again, most: 64, unique: 'account', job },
        { kind: 'event rule', name: names.again, most: 64, unique: 'region', job },
        { kind: 'event rule', name: names.failed, most: 64, unique: 'region', job },
        { kind: 'alarm', name: names.deadLetterAlarm, most: 255, unique: 'region', job },
        { kind: 'alarm', name: names.missedRunAlarm, most: 255, unique: 'region', job },
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

/** Names of what keeps images, and of what builds them; none that isn't made. */
function imageNames(environment: Environment): Name[] {
  const { repository } = sharedNames(environment);
  const names = pipelineNames(environment);
  return [
    ...(environment.registry
      ? []
      : [{ kind: 'repository', name: repository, most: 256, unique: 'region' } as const]),
    ...(environment.pipeline
      ? ([
          { kind: 'repository', name: names.cache, most: 256, unique: 'region' },
          { kind: 'CodeCommit repository', name: names.mirror, most: 100, unique: 'region' },
          { kind: 'event rule', name: names.startRule, most: 64, unique: 'region' },
          { kind: 'pipeline', name: names.pipeline, most: 100, unique: 'region' },
          { kind: 'build project', name: names.project, most: 255, unique: 'region' },
          { kind: 'log group', name: names.logGroup, most: 512, unique: 'region' },
          { kind: 'bucket', name: names.artifacts, most: 63, unique: 'world' },
          { kind: 'role', name: names.startRole, most: 64, unique: 'account' },
          { kind: 'role', name: names.pipelineRole, most: 64, unique: 'account' },
          { kind: 'role', name: names.buildRole, most: 64, unique: 'account' },
        ] as const)
      : []),
  ];
}
