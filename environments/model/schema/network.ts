import * as z from 'zod';
import { text } from './forms.ts';

/** Where tasks run. */
export const network = z
  .strictObject({
    mode: z
      .enum(['public', 'endpoints', 'nat', 'existing'])
      .default('public')
      .meta({
        description:
          '`public`: public subnets, no inbound rule, the free S3 gateway endpoint; an IPv4 is paid for while a task runs. `endpoints`: no way to the internet, interface endpoints by the hour, which let only identities of this account pass. `nat`: one NAT gateway for all zones, by the hour. `existing`: subnets of your own. A change makes the new way first, and takes the old one away when its last task has ended.',
        examples: ['public', 'nat'],
      }),
    cidr: text(/^\d{1,3}(\.\d{1,3}){3}\/(1[6-9]|2[0-5])$/, 'an IPv4 block from /16 to /25')
      .default('10.0.0.0/24')
      .meta({
        description:
          'Address block of the VPC, /16 to /25. Each zone has an eighth of it for public subnets and one for private ones, so that a change of mode makes the new ones first.',
        examples: ['10.0.0.0/24', '10.1.0.0/24'],
      }),
    availabilityZones: z
      .int()
      .min(1)
      .max(3)
      .default(2)
      .meta({
        description: 'Zones a task may start in; with `endpoints` each of them costs.',
        examples: [2, 1],
      }),
    vpcId: text(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC such as vpc-0a1b2c3d4e5f60718')
      .optional()
      .meta({
        description: 'With mode `existing`: the VPC.',
        examples: ['vpc-0a1b2c3d4e5f60718', 'vpc-1a1b2c3d4e5f60718'],
      }),
    subnetIds: z
      .array(text(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet such as subnet-0a1b2c3d4e5f60718'))
      .min(1)
      .optional()
      .meta({
        description: 'With mode `existing`: subnets with a way to ECR, CloudWatch Logs and S3.',
        examples: [['subnet-0a1b2c3d4e5f60718'], ['subnet-1a1b2c3d4e5f60718']],
      }),
    securityGroupIds: z
      .array(text(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group such as sg-0a1b2c3d4e5f60718'))
      .min(1)
      .optional()
      .meta({
        description:
          'With mode `existing`: security groups of the tasks, which let them out to port 443.',
        examples: [['sg-0a1b2c3d4e5f60718'], ['sg-1a1b2c3d4e5f60718']],
      }),
    assignPublicIp: z
      .boolean()
      .optional()
      .meta({
        description:
          'With mode `existing`: whether tasks get an IPv4 of their own, which a subnet needs whose way out is an internet gateway. Default false.',
        examples: [true, false],
      }),
  })
  .prefault({})
  .meta({ description: 'Where tasks run.' });
