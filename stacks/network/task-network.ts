import type { ITerraformDependable } from 'cdktf';

/** What a task needs of a network to start. */
export interface TaskNetwork {
  /** Subnets with a way to ECR, CloudWatch Logs and S3. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Whether a task gets an IPv4 of its own. */
  readonly assignPublicIp: boolean;
  /** What must be there before a task can start. */
  readonly ready: readonly ITerraformDependable[];
}
