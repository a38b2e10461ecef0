import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { S3Backend, type TerraformElement, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  arns,
  bucketNames,
  sharedNames,
  stateBucket,
  stateKey,
} from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { type Extend, Extensions } from './extension-api.ts';
import { extend as ours } from './extensions.ts';
import { executionStatements, ServiceRole } from './identity.ts';
import { Job } from './job.ts';
import { Alerts } from './monitoring/alerts.ts';
import { MonthlyBudget } from './monitoring/budget.ts';
import { TaskEvents } from './monitoring/task-events.ts';
import { Network } from './network.ts';
import { Pipeline } from './pipeline.ts';
import { Registry } from './registry.ts';
import { DataBucket } from './storage.ts';

/** Days that reports of runs are kept. */
const REPORT_DAYS = 90;

/**
 * Everything one environment file makes. The tree of constructs bears the names of the file's
 * keys, so that an address leads back to the line it comes from.
 */
export class EnvironmentStack extends TerraformStack {
  /** What the team's own code adds. */
  readonly extensions: Extensions;

  /** @param extend the team's own resources. @default - those of `stacks/extensions.ts` */
  constructor(scope: Construct, environment: Environment, extend: Extend = ours) {
    super(scope, environment.name);
    const { account, region, data, jobs } = environment;
    const names = sharedNames(environment);
    const all = arns(environment);
    const buckets = bucketNames(environment);

    new S3Backend(this, {
      bucket: stateBucket(environment),
      key: stateKey(environment),
      region,
      encrypt: true,
      // Newer than cdktf's types; a lock in the bucket itself needs no DynamoDB table.
      ...({ useLockfile: true } as object),
    });
    new AwsProvider(this, 'aws', {
      region,
      allowedAccountIds: [account],
      defaultTags: [{ tags: defaultTags(environment) }],
    });

    const network = new Network(this, 'network', environment);

    const storage = new Construct(this, 'data');
    new DataBucket(storage, 'input', {
      bucket: buckets.input,
      expireAfterDays: data.input.expireAfterDays,
    });
    new DataBucket(storage, 'output', {
      bucket: buckets.output,
      expireAfterDays: data.output.expireAfterDays,
    });
    new DataBucket(storage, 'runs', { bucket: buckets.runs, expireAfterDays: REPORT_DAYS });

    if (!environment.registry) {
      const { parts } = new Registry(this, 'image', { environment });
      if (environment.pipeline) new Pipeline(this, 'pipeline', { environment, dependsOn: parts });
    }

    const cluster = new EcsCluster(this, 'cluster', {
      name: names.cluster,
      // Container Insights costs more than the jobs.
      setting: [{ name: 'containerInsights', value: 'disabled' }],
    });
    // Always: to take it away again would have to wait for running tasks, and it costs nothing.
    const capacity = new EcsClusterCapacityProviders(this, 'capacity-providers', {
      clusterName: names.cluster,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      dependsOn: [cluster],
    });
    new TaskEvents(this, 'monitoring', { environment });
    const alerts =
      environment.alerts.emails.length > 0
        ? new Alerts(this, 'alerts', { environment })
        : undefined;
    if (environment.budget) {
      const { monthlyUsd } = environment.budget;
      new MonthlyBudget(this, 'budget', { environment, monthlyUsd });
    }
    const executionRole = new ServiceRole(this, 'execution-role', {
      name: names.executionRole,
      environment,
      description: 'Starts tasks: pulls the image, writes the log',
      // No condition: AWS documents one for the roles of tasks, not for the one that starts them.
      service: 'ecs-tasks.amazonaws.com',
      statements: executionStatements({
        repositoryArn: arns(environment.registry ?? environment).repository,
        logStreamArns: jobs.map(({ name }) => all.logStreams(name)),
      }),
    });
    this.extensions = new Extensions(new Construct(this, 'extensions'), environment, extend);
    const jobsScope = new Construct(this, 'jobs');
    for (const job of jobs) {
      new Job(jobsScope, {
        environment,
        job,
        granted: this.extensions.statementsFor(job.name),
        network,
        alerts,
        dependsOn: [cluster, capacity, ...executionRole.parts],
      });
    }
  }

  /** `jobs_flight-delays_schedule` in the place of a name with a hash in it: addresses are for people. */
  protected override allocateLogicalId(element: TerraformElement): string {
    return element.node.path.split('/').slice(1).join('_');
  }
}

/** No commit, time, run or caller here: each would change every resource at every commit. */
function defaultTags({ project, name, owner, tags }: Environment): Record<string, string> {
  return { ...tags, project, environment: name, owner, managedBy: 'nightshift' };
}
