import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
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
import { executionStatements, ServiceRole } from './identity.ts';
import { Job } from './job.ts';
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
  constructor(scope: Construct, environment: Environment) {
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

    const network = new Network(this, 'network', {
      name: names.cluster,
      region,
      cidr: environment.network.cidr,
      availabilityZones: environment.network.availabilityZones,
    });

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
    const jobsScope = new Construct(this, 'jobs');
    for (const job of jobs) {
      new Job(jobsScope, {
        environment,
        job,
        network,
        dependsOn: [cluster, ...executionRole.parts],
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
