import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { Construct } from 'constructs';
import { interfaceEndpoints } from '../../environments/model/endpoints.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { policyDocument, type Statement } from '../identity.ts';
import type { TaskNetwork } from './task-network.ts';
import { tasksIn } from './tasks.ts';
import { Tier } from './tier.ts';
import { type OwnVpc, ownVpc } from './vpc.ts';

/** Private subnets without a way to the internet: what tasks need of AWS has an endpoint each. */
export function endpointsNetwork(scope: Construct, environment: Environment): TaskNetwork {
  const { account, region } = environment;
  const vpc = ownVpc(scope, environment);
  const tier = new Tier(scope, 'private', { vpc, zones: environment.network.availabilityZones });
  const ours = ownPrincipals(account);
  tier.reachS3(policyDocument([ours, imageLayers(region)]));
  const group = endpointGroup(scope, vpc);
  const endpoints = interfaceEndpoints(environment).map(
    (service) =>
      new VpcEndpoint(scope, `endpoint-${service.replace('.', '-')}`, {
        vpcId: vpc.vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...tier.subnetIds],
        securityGroupIds: [group.id],
        policy: policyDocument([ours]),
        tags: { Name: `${vpc.name}-${service}` },
      }),
  );
  return {
    ...tasksIn(scope, { environment, vpc, tier, by: endpoints }),
    assignPublicIp: false,
  };
}

/**
 * Open to the whole VPC, in which there is nothing but tasks. Private DNS holds for the whole VPC
 * from the moment that an endpoint is there, so on a change of mode tasks of the other way take
 * the endpoints too, and would hang if only this mode's group were let in.
 */
function endpointGroup(scope: Construct, { vpc, name, cidr }: OwnVpc): SecurityGroup {
  return new SecurityGroup(scope, 'endpoints', {
    name: `${name}-endpoints`,
    description: 'Interface endpoints: HTTPS from the VPC',
    vpcId: vpc.id,
    ingress: [
      { description: 'HTTPS', protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: [cidr] },
    ],
    tags: { Name: `${name}-endpoints` },
  });
}

/**
 * Through an endpoint only this account's own identities call: somebody else's keys carry no data
 * out of here. What ours may do, their own policies say.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/perimeter-implementation.html
 */
function ownPrincipals(account: string): Statement {
  return {
    Sid: 'OwnPrincipals',
    Effect: 'Allow',
    Principal: '*',
    Action: '*',
    // An endpoint grants nothing; it only lets pass what policies elsewhere allow.
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
  };
}

/**
 * The layers of all images lie in a bucket of AWS', and are fetched by links that ECR has signed.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
function imageLayers(region: string): Statement {
  return {
    Sid: 'ImageLayers',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
  };
}
