import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { Construct } from 'constructs';
import { arns, bucketNames, sharedNames, stateKey } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { AwsStack } from './aws-stack.ts';
import { executionStatements, ServiceRole } from './identity.ts';
import { Job } from './job.ts';
import { Network } from './network.ts';
import { Registry } from './registry.ts';
import { DataBucket } from './storage.ts';

/** Days that reports of runs are kept. */
const REPORT_DAYS = 90;

/**
 * Everything one environment file makes. The tree of constructs bears the names of the file's
 * keys, so that an address leads back to the line it comes from.
 */
export class EnvironmentStack extends AwsStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, environment.name, {
      place: environment,
      stateKey: stateKey(environment),
      tags: defaultTags(environment),
    });
    const { region, data, jobs } = environment;
    const names = sharedNames(environment);
    const all = arns(environment);
    const buckets = bucketNames(environment);

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

    new Registry(this, 'image', { repository: names.repository });

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
        repositoryArn: all.repository,
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
}

/** No commit, time, run or caller here: each would change every resource at every commit. */
function defaultTags({ project, name, owner, tags }: Environment): Record<string, string> {
  return { ...tags, project, environment: name, owner, managedBy: 'nightshift' };
}
