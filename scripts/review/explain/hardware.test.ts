import { describe, expect, test } from '@jest/globals';
import { changeOf, said } from '../../../tests/support/change.ts';
import type { Tree, Value } from '../plan.ts';

const one = (name: string, before: Value, after: Value): readonly [Tree, Tree] => [
  { family: 'x', [name]: before },
  { family: 'x', [name]: after },
];

describe('what something runs on', () => {
  test.each<[string, readonly [Tree, Tree], string]>([
    ['aws_ecs_task_definition', one('cpu', '256', '1024'), 'processor 0.25 → 1 vCPU'],
    ['aws_ecs_task_definition', one('memory', '512', '1024'), 'memory 512 → 1024 MiB'],
    [
      'aws_ecs_task_definition',
      one('ephemeral_storage', [], [{ size_in_gib: 50 }]),
      'scratch space 20 → 50 GiB',
    ],
    [
      'aws_ecs_task_definition',
      one('ephemeral_storage', [{ size_in_gib: 50 }], []),
      'scratch space 50 → 20 GiB',
    ],
    [
      'aws_ecs_task_definition',
      one('runtime_platform', [{ cpu_architecture: 'ARM64' }], [{ cpu_architecture: 'X86_64' }]),
      'processor architecture arm64 → x86_64: the image must be built for it',
    ],
    [
      'aws_ecs_task_definition',
      one(
        'runtime_platform',
        [{ operating_system_family: 'LINUX' }],
        [{ operating_system_family: 'WINDOWS_SERVER_2022_CORE' }],
      ),
      'operating system linux → windows_server_2022_core',
    ],
    ['aws_lambda_function', one('memory_size', 128, 512), 'memory 128 → 512 MB'],
    ['aws_lambda_function', one('timeout', 3, 60), 'timeout 3 → 60 s'],
    [
      'aws_lambda_function',
      one('ephemeral_storage', null, [{ size: 1024 }]),
      'scratch space 512 → 1024 MB',
    ],
    [
      'aws_lambda_function',
      one('architectures', ['x86_64'], ['arm64']),
      'processor architecture x86_64 → arm64: the code must run on it',
    ],
    [
      'aws_instance',
      one('instance_type', 't3.micro', 't3.large'),
      'machine type t3.micro → t3.large: it is restarted for that',
    ],
    [
      'aws_db_instance',
      one('instance_class', 'db.t4g.micro', 'db.m7g.large'),
      'machine type db.t4g.micro → db.m7g.large: the database is unavailable while it changes',
    ],
    ['aws_db_instance', one('allocated_storage', 20, 100), 'storage 20 → 100 GiB'],
    ['aws_ebs_volume', one('size', 8, 16), 'size 8 → 16 GiB'],
    ['aws_ecs_service', one('desired_count', 1, 3), 'tasks 1 → 3'],
    [
      'aws_codebuild_project',
      one('environment', [{ type: 'ARM_CONTAINER' }], [{ type: 'LINUX_CONTAINER' }]),
      'build machine ARM_CONTAINER → LINUX_CONTAINER',
    ],
    [
      'aws_codebuild_project',
      one('environment', [{ compute_type: 'A' }], [{ compute_type: 'B' }]),
      'build machine size A → B',
    ],
    [
      'google_compute_instance',
      one('machine_type', 'e2-micro', 'e2-small'),
      'machine type e2-micro → e2-small',
    ],
    ['azurerm_virtual_machine', one('vm_size', 'A1', 'A2'), 'machine type A1 → A2'],
    ['aws_elasticache_cluster', one('node_type', 'a', 'b'), 'machine type a → b'],
    ['aws_rds_cluster_instance', one('instance_class', 'a', 'b'), 'machine type a → b'],
    ['aws_launch_template', one('instance_type', 'a', 'b'), 'machine type a → b'],
    ['aws_eks_node_group', one('instance_types', ['a'], ['b']), 'machine types a → b'],
    [
      'aws_eks_node_group',
      one('scaling_config', [{ desired_size: 1 }], [{ desired_size: 2 }]),
      'machines 1 → 2',
    ],
    [
      'aws_eks_node_group',
      one('scaling_config', [{ min_size: 1 }], [{ min_size: 2 }]),
      'minimum machines 1 → 2',
    ],
    ['aws_autoscaling_group', one('max_size', 1, 2), 'maximum machines 1 → 2'],
    ['aws_autoscaling_group', one('desired_capacity', 1, 2), 'machines 1 → 2'],
  ])('of %s', (type, [before, after], expected) => {
    expect(said(changeOf(type, before, after))).toEqual([expected]);
  });

  test('a new task is told in one line', () => {
    const task = {
      family: 'x',
      cpu: '256',
      memory: '512',
      runtime_platform: [{ cpu_architecture: 'ARM64' }],
      ephemeral_storage: [{ size_in_gib: 50 }],
    };

    expect(said(changeOf('aws_ecs_task_definition', undefined, task))).toEqual([
      '0.25 vCPU, 512 MiB, 50 GiB of scratch space, arm64',
      'new task definition x',
    ]);
  });
});

describe('whose capacity a run takes', () => {
  const starts = (start: Tree): Tree => ({ target: [{ input: start }] });
  const spot = starts({
    CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
  });
  const demand = starts({ LaunchType: 'FARGATE' });

  test.each<[string, Tree, Tree, string[]]>([
    ['Spot', demand, spot, ['runs on Spot capacity: cheaper, and AWS may interrupt a run']],
    [
      'on demand',
      spot,
      demand,
      ['runs on on-demand capacity: more expensive, but AWS never interrupts a run'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(said(changeOf('aws_scheduler_schedule', before, after))).toEqual(expected);
  });

  test('of a service is read from its own strategy', () => {
    const service = (capacity_provider: string): Tree => ({
      capacity_provider_strategy: [{ capacity_provider, weight: 1, base: 0 }],
    });

    expect(said(changeOf('aws_ecs_service', service('FARGATE'), service('FARGATE_SPOT')))).toEqual([
      'runs on Spot capacity: cheaper, and AWS may interrupt a run',
    ]);
    expect(
      said(changeOf('aws_ecs_service', { launch_type: 'FARGATE' }, service('FARGATE_SPOT'))),
    ).toEqual(['runs on Spot capacity: cheaper, and AWS may interrupt a run']);
  });
});
