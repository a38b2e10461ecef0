import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { Hidden, type Tree } from '../plan.ts';

const app = (over: Tree): Tree => ({ name: 'app', image: 'a:1.0', essential: true, ...over });
const task = (...containers: Tree[]): Tree => ({ container_definitions: containers });
const differs = (before: Tree, after: Tree) =>
  changeOf('aws_ecs_task_definition', task(app(before)), task(app(after)));
const variables = (values: Readonly<Record<string, Tree[string]>>): Tree => ({
  environment: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const secrets = (values: Readonly<Record<string, string>>): Tree => ({
  secrets: Object.entries(values).map(([name, valueFrom]) => ({ name, valueFrom })),
});

describe('what is in a container', () => {
  test.each<[string, Tree, Tree, string]>([
    [
      'a variable',
      variables({ A: 'not-shown' }),
      variables({ A: 'never-shown' }),
      'variable A gets another value',
    ],
    ['a new variable', variables({}), variables({ A: 'never-shown' }), 'new variable A'],
    ['a removed variable', variables({ A: 'not-shown' }), variables({}), 'variable A removed'],
    [
      'a hidden variable',
      variables({ A: new Hidden() }),
      variables({ A: new Hidden() }),
      'variable A gets another value',
    ],
    [
      'its input',
      variables({ NIGHTSHIFT_INPUT: 's3://b/in/' }),
      variables({ NIGHTSHIFT_INPUT: 's3://b/other/' }),
      'reads s3://b/other/ (was s3://b/in/)',
    ],
    [
      'its hidden input',
      variables({ NIGHTSHIFT_INPUT: new Hidden() }),
      variables({ NIGHTSHIFT_INPUT: new Hidden() }),
      'reads another place',
    ],
    [
      'its output',
      variables({ NIGHTSHIFT_OUTPUT: 's3://b/a/' }),
      variables({ NIGHTSHIFT_OUTPUT: 's3://b/b/' }),
      'writes s3://b/b/ (was s3://b/a/)',
    ],
    [
      'its reports',
      variables({ NIGHTSHIFT_RUNS: 's3://b/a/' }),
      variables({ NIGHTSHIFT_RUNS: 's3://b/b/' }),
      'leaves its reports in s3://b/b/ (was s3://b/a/)',
    ],
    [
      'its limit',
      variables({ NIGHTSHIFT_TIMEOUT: '21600' }),
      variables({ NIGHTSHIFT_TIMEOUT: '2700' }),
      'a run may take 45m (was 6h)',
    ],
    [
      'no limit',
      variables({ NIGHTSHIFT_TIMEOUT: '21600' }),
      variables({}),
      'a run may take any time (was 6h)',
    ],
    [
      'a new secret',
      secrets({}),
      secrets({ KEY: 'arn:aws:ssm:x' }),
      'secret KEY is read from arn:aws:ssm:x',
    ],
    [
      'another secret',
      secrets({ KEY: 'arn:aws:ssm:x' }),
      secrets({ KEY: 'arn:aws:ssm:y' }),
      'secret KEY is read from arn:aws:ssm:y (was arn:aws:ssm:x)',
    ],
    [
      'a secret less',
      secrets({ KEY: 'arn:aws:ssm:x' }),
      secrets({}),
      'secret KEY is no longer read',
    ],
    [
      'its program',
      { command: ['handler'] },
      { entryPoint: ['python'], command: ['main.py', '-v'] },
      'runs python main.py -v (was handler)',
    ],
    [
      'no program of its own',
      { command: ['handler'] },
      {},
      'runs the command of its image (was handler)',
    ],
    ['its user', { user: '1000' }, { user: 'root' }, 'runs as user 1000 → root'],
    [
      'privileges',
      { privileged: false },
      { privileged: true },
      'runs privileged: it may do whatever the host may',
    ],
    ['no privileges', { privileged: true }, { privileged: false }, 'no longer runs privileged'],
    [
      'its own files',
      { readonlyRootFilesystem: true },
      { readonlyRootFilesystem: false },
      'may write to its own file system',
    ],
    [
      'only mounts',
      { readonlyRootFilesystem: false },
      { readonlyRootFilesystem: true },
      'may write only to its mounts',
    ],
    ['its time to stop', { stopTimeout: 30 }, { stopTimeout: 120 }, 'time to stop 30 → 120 s'],
    [
      'its own memory',
      { memory: 256 },
      { memory: 512 },
      'memory limit of the container 256 → 512 MiB',
    ],
    [
      'memory kept',
      { memoryReservation: 256 },
      { memoryReservation: 512 },
      'memory kept for the container 256 → 512 MiB',
    ],
    [
      'its log',
      { logConfiguration: { options: { 'awslogs-group': '/a' } } },
      { logConfiguration: { options: { 'awslogs-group': '/b' } } },
      'log setting awslogs-group /a → /b',
    ],
    [
      'a port',
      { portMappings: [] },
      { portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }] },
      'port 80 (new)',
    ],
    [
      'a mount',
      { mountPoints: [] },
      { mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp' }] },
      'mount at /tmp (new)',
    ],
    [
      'how it mounts',
      { mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: true }] },
      { mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }] },
      'mount at /tmp: read only true → false',
    ],
    ['whatever else', { hostname: 'a' }, { hostname: 'b' }, 'task definition: hostname a → b'],
  ])('%s', (_, before, after, expected) => {
    expect(said(differs(before, after))).toEqual([expected]);
  });

  test('never shows the value of a variable', () => {
    expect(
      said(
        differs(variables({ A: 'not-shown', B: 'not-shown' }), variables({ B: 'never-shown' })),
      ).join(),
    ).not.toMatch(/shown/);
  });

  test('has a risk where it widens what the container may', () => {
    const risks = [
      differs({ privileged: false }, { privileged: true }),
      differs({ user: '1000' }, { user: 'root' }),
      differs({ readonlyRootFilesystem: true }, { readonlyRootFilesystem: false }),
      differs(secrets({}), secrets({ KEY: 'x' })),
    ].map((change) => explained(change)[0]?.risk);

    expect(risks).toEqual(['high', 'low', 'low', 'low']);
  });
});

describe('beside other containers', () => {
  const agent = { name: 'agent', image: 'agent:1.0' };

  test('each is named', () => {
    const change = changeOf(
      'aws_ecs_task_definition',
      task(app({ user: 'a' }), agent),
      task(app({ user: 'b' }), agent),
    );

    expect(said(change)).toEqual(['container app: runs as user a → b']);
  });

  test('one comes or goes in a line', () => {
    const [one, two] = [task(app({})), task(app({}), agent)];

    expect(said(changeOf('aws_ecs_task_definition', one, two))).toContain('new container agent');
    expect(said(changeOf('aws_ecs_task_definition', two, one))).toContain(
      'container agent is removed',
    );
  });
});
