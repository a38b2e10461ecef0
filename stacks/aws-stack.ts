import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { S3Backend, type TerraformElement, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { stateBucket } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';

/** Where a stack lies, and what its resources bear. */
export interface AwsStackProps {
  readonly place: Pick<Environment, 'project' | 'account' | 'region'>;
  /** Key of the state in the state bucket. */
  readonly stateKey: string;
  /** Tags of every resource. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A stack of one account and region: its state lies there, and no other account is touched. */
export class AwsStack extends TerraformStack {
  constructor(scope: Construct, id: string, { place, stateKey, tags }: AwsStackProps) {
    super(scope, id);
    const { account, region } = place;
    new S3Backend(this, {
      bucket: stateBucket(place),
      key: stateKey,
      region,
      encrypt: true,
      // Newer than cdktf's types; a lock in the bucket itself needs no DynamoDB table.
      ...({ useLockfile: true } as object),
    });
    new AwsProvider(this, 'aws', {
      region,
      allowedAccountIds: [account],
      defaultTags: [{ tags: { ...tags } }],
    });
  }

  /** `jobs_flight-delays_schedule` in the place of a name with a hash in it: addresses are for people. */
  protected override allocateLogicalId(element: TerraformElement): string {
    return element.node.path.split('/').slice(1).join('_');
  }
}
