import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { Construct } from 'constructs';
import { bucketNames, sharedNames, stateKey } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { AwsStack } from './aws-stack.ts';
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
    const { region, data, jobs, removalPolicy } = environment;
    const names = sharedNames(environment);
    const buckets = bucketNames(environment);

    const network = new Network(this, 'network', {
      name: names.cluster,
      region,
      cidr: environment.network.cidr,
      availabilityZones: environment.network.availabilityZones,
    });

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

    new Registry(this, 'image', { repository: names.repository, removalPolicy });

    const cluster = new EcsCluster(this, 'cluster', {
      name: names.cluster,
      // Container Insights costs more than the jobs.
      setting: [{ name: 'containerInsights', value: 'disabled' }],
    });
    const jobsScope = new Construct(this, 'jobs');
    for (const job of jobs) {
      new Job(jobsScope, {
        environment,
        job,
        network,
        dependsOn: [cluster],
      });
    }
  }
}

/** No commit, time, run or caller here: each would change every resource at every commit. */
function defaultTags({ project, name, owner, tags }: Environment): Record<string, string> {
  return { ...tags, project, environment: name, owner, managedBy: 'nightshift' };
}
