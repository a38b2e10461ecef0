/**
 * Regions of the commercial AWS, and how many zones a new account has there for Fargate, without
 * opting in.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const ZONES: Readonly<Record<string, number>> = {
  'af-south-1': 3,
  'ap-east-1': 3,
  'ap-east-2': 3,
  'ap-northeast-1': 3,
  'ap-northeast-2': 4,
  'ap-northeast-3': 3,
  'ap-south-1': 3,
  'ap-south-2': 3,
  'ap-southeast-1': 3,
  'ap-southeast-2': 3,
  'ap-southeast-3': 3,
  'ap-southeast-4': 3,
  'ap-southeast-5': 3,
  'ap-southeast-6': 3,
  'ap-southeast-7': 3,
  'ca-central-1': 3,
  'ca-west-1': 3,
  'eu-central-1': 3,
  'eu-central-2': 3,
  'eu-north-1': 3,
  'eu-south-1': 3,
  'eu-south-2': 3,
  'eu-west-1': 3,
  'eu-west-2': 3,
  'eu-west-3': 3,
  'il-central-1': 3,
  'me-central-1': 3,
  'me-south-1': 3,
  'mx-central-1': 3,
  'sa-east-1': 3,
  'us-east-1': 5,
  'us-east-2': 3,
  'us-west-1': 2,
  'us-west-2': 4,
};

/**
 * Zones in which Fargate, or Fargate on ARM, can't place a task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
 */
export const ZONES_WITHOUT_FARGATE = ['apne1-az3', 'use1-az3', 'usw1-az2'] as const;
