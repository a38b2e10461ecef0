/** Plans of any size, as Terraform would show them: a mix of kinds, actions, policies and marks. */

const REGION = 'eu-central-1';
const arn = (service, name) => `arn:aws:${service}:${REGION}:123456789012:${name}`;

const statement = (Sid, Action, Resource) => ({ Sid, Effect: 'Allow', Action, Resource });
const policy = (...Statement) => JSON.stringify({ Version: '2012-10-17', Statement });

/** What a resource of each kind is like, before and after. */
const KINDS = {
  aws_sqs_queue: (name) => [
    { name, visibility_timeout_seconds: 30, message_retention_seconds: 345600, fifo_queue: false },
    { name, visibility_timeout_seconds: 60, message_retention_seconds: 345600, fifo_queue: false },
  ],
  aws_iam_role_policy: (name) => [
    {
      name,
      role: name,
      policy: policy(statement('Read', 's3:GetObject', `arn:aws:s3:::${name}/in/*`)),
    },
    {
      name,
      role: name,
      policy: policy(
        statement('Read', 's3:GetObject', `arn:aws:s3:::${name}/in/*`),
        statement('Look', ['dynamodb:GetItem', 'dynamodb:Query'], arn('dynamodb', `table/${name}`)),
      ),
    },
  ],
  aws_ecs_task_definition: (name) =>
    ['512', '1024'].map((memory) => ({
      family: name,
      cpu: '256',
      memory,
      skip_destroy: true,
      container_definitions: JSON.stringify([
        {
          name: 'job',
          image: `123456789012.dkr.ecr.${REGION}.amazonaws.com/${name}:main`,
          environment: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'TOKEN', value: `t0ken-${name}-9f8e7d6c5b4a` },
          ],
        },
      ]),
    })),
  aws_scheduler_schedule: (name) =>
    ['cron(15 3 * * ? *)', 'cron(15 2 * * ? *)'].map((schedule_expression) => ({
      name,
      schedule_expression,
      schedule_expression_timezone: 'Europe/Berlin',
      state: 'ENABLED',
      target: [{ arn: 'arn:aws:scheduler:::aws-sdk:ecs:runTask', role_arn: arn('iam', name) }],
    })),
  aws_db_instance: (name) => [
    { identifier: name, instance_class: 'db.t4g.small', password: `s3cret-of-${name}-0123456789` },
    { identifier: name, instance_class: 'db.t4g.large', password: `s3cret-of-${name}-0123456789` },
  ],
};

const ACTIONS = [['update'], ['create'], ['update'], ['delete'], ['update']];

function change(index) {
  const types = Object.keys(KINDS);
  const type = types[index % types.length];
  const name = `thing-${index}`;
  const [before, after] = KINDS[type](name);
  const actions =
    type === 'aws_ecs_task_definition'
      ? ['delete', 'create']
      : ACTIONS[Math.floor(index / types.length) % ACTIONS.length];
  const tags = { project: 'bench', owner: 'batch-team', number: String(index) };
  const marks = type === 'aws_db_instance' ? { password: true } : {};
  const exists = !actions.includes('create') || actions.includes('delete');
  return {
    address: `${type}.this["${name}"]`,
    mode: 'managed',
    type,
    name: 'this',
    index: name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions,
      before: exists ? { ...before, id: name, arn: arn('x', name), tags } : null,
      after: actions.at(-1) === 'delete' ? null : { ...after, tags },
      after_unknown: actions.includes('create') ? { id: true, arn: true } : {},
      before_sensitive: exists ? marks : false,
      after_sensitive: marks,
      ...(actions.length > 1 && { replace_paths: [['memory']] }),
    },
  };
}

/** The JSON of a plan of so many changes. */
export function planOf(changes) {
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: Array.from({ length: changes }, (_, index) => change(index)),
    applyable: true,
    complete: true,
    errored: false,
  });
}
