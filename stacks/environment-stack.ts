import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers/index.js';
import { Construct } from 'constructs';
import { bucketNames, sharedNames, stateKey } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { AwsStack } from './aws-stack.ts';
import { type Extend, Extensions } from './extension-api.ts';
import { extend as ours } from './extensions.ts';
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
export class EnvironmentStack extends AwsStack {
  /** What the team's own code adds. */
  readonly extensions: Extensions;

  /** @param extend the team's own resources. @default - those of `stacks/extensions.ts` */
  constructor(scope: Construct, environment: Environment, extend: Extend = ours) {
    super(scope, environment.name, {
      place: environment,
      stateKey: stateKey(environment),
      tags: defaultTags(environment),
    });
    const { data, jobs, removalPolicy } = environment;
    const names = sharedNames(environment);
    const buckets = bucketNames(environment);

    const network = new Network(this, 'network', environment);

    const storage = new Construct(this, 'data');
    // An existing bucket in the place of one of ours keeps its own settings.
    if (data.input.bucket === undefined)
      new DataBucket(storage, 'input', { ...data.input, bucket: buckets.input, removalPolicy });
    if (data.output.bucket === undefined)
      new DataBucket(storage, 'output', { ...data.output, bucket: buckets.output, removalPolicy });
    new DataBucket(storage, 'runs', {
      bucket: buckets.runs,
      expireAfterDays: REPORT_DAYS,
      removalPolicy,
    });

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
    this.extensions = new Extensions(new Construct(this, 'extensions'), environment, extend);
    const jobsScope = new Construct(this, 'jobs');
    for (const job of jobs) {
      new Job(jobsScope, {
        environment,
        job,
        granted: this.extensions.statementsFor(job.name),
        network,
        alerts,
        dependsOn: [cluster, capacity],
      });
    }
  }
}

/** No commit, time, run or caller here: each would change every resource at every commit. */
function defaultTags({ project, name, owner, tags }: Environment): Record<string, string> {
  return { ...tags, project, environment: name, owner, managedBy: 'nightshift' };
}
