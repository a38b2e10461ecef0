import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type IamCatalogue, readIam } from './iam.ts';
import { endpointReach } from './rules/endpoint-reach.ts';
import { iamAction } from './rules/iam-action.ts';
import { iamCondition } from './rules/iam-condition.ts';
import { iamResource } from './rules/iam-resource.ts';
import { kmsKey } from './rules/kms-key.ts';
import { permissionBoundary } from './rules/permission-boundary.ts';
import { permissionWildcard } from './rules/permission-wildcard.ts';
import { principals } from './rules/principals.ts';
import type { Rule } from './rules/rule.ts';
import { secretArn } from './rules/secret-arn.ts';
import { secretName } from './rules/secret-name.ts';
import { complete, environmentSchema } from './schema.ts';
import { merge, nearest, placeOf, plain } from './source.ts';
import { parseSource } from './yaml.ts';

const RULES = [
  endpointReach,
  iamAction,
  iamCondition,
  iamResource,
  kmsKey,
  permissionBoundary,
  permissionWildcard,
  principals,
  secretArn,
  secretName,
];

const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');

const SERVICES = [
  'bedrock',
  'ce',
  'cloudwatch',
  'comprehend',
  'dynamodb',
  'ec2',
  'es',
  'events',
  'execute-api',
  'glue',
  'iam',
  'kms',
  'logs',
  'polly',
  'rds',
  'rds-db',
  'redshift-data',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'sts',
  'ssm',
  'translate',
  'xray',
];

let iam: IamCatalogue;
beforeAll(async () => {
  iam = await readIam([...SERVICES, 'dynamobd', 'constructor']);
});

/** Lays a file over the defaults and runs rules on it: `line:column message`. */
function problems(yaml: string, rules: readonly Rule[] = RULES): string[] {
  const { root, problems: broken } = parseSource('x.yaml', yaml);
  const merged = merge(parseSource('defaults.yaml', DEFAULTS).root, root);
  expect(broken).toEqual([]);
  const environment = complete('bad-example', environmentSchema.parse(plain(merged)));
  const context = {
    handlers: undefined,
    iam,
    names: ['bad-example'],
    environments: [environment],
    now: new Date('2026-11-23T00:00:00Z'),
  };
  return rules
    .flatMap((rule) => [...(rule.check?.(environment, context) ?? [])])
    .map(({ path, message }) => {
      const { line, column } = placeOf(nearest(merged, path).node);
      return `${line}:${column} ${message}`;
    });
}

/** The messages of all rules on one statement. */
function said(
  actions: readonly string[],
  resources: readonly string[],
  conditions: Readonly<Record<string, unknown>> = {},
): string[] {
  const statement = JSON.stringify({ actions, resources, conditions });
  return problems(`jobs: { flight-delays: { permissions: [${statement}] } }`).map((problem) =>
    problem.slice(problem.indexOf(' ') + 1),
  );
}

const home = 'eu-central-1:123456789012';
const REMEDY =
  'write a name, or how names begin, or hold it by a condition on the resource, such as aws:ResourceTag/KEY';
const table = `arn:aws:dynamodb:${home}:table/customers`;

describe('the catalogue', () => {
  test('knows services by their prefix', () => {
    expect(SERVICES.filter((prefix) => !iam.hasService(prefix))).toEqual([]);
    expect(['dynamobd', 'constructor'].filter(iam.hasService)).toEqual([]);
    expect(iam.nearestService('dynamobd')).toBe('dynamodb');
  });

  test('finds an action in any case, and what it can be held to', () => {
    expect(iam.actions('dynamodb:getitem')).toEqual([
      {
        name: 'dynamodb:GetItem',
        managesPermissions: false,
        needsArn: true,
        arns: [expect.stringMatching(/^arn:\S+:table\/\S+$/)],
        conditionKeys: expect.arrayContaining(['dynamodb:LeadingKeys', 'aws:ResourceTag/*']),
      },
    ]);
    expect(iam.actions('ec2:DescribeInstances')[0]?.arns).toEqual([]);
    expect(iam.actions('s3:PutBucketPolicy')[0]?.managesPermissions).toBe(true);
    expect(iam.actions('dynamodb:GetItems')).toEqual([]);
    expect(iam.actions('constructor:constructor')).toEqual([]);
    expect(iam.nearestAction('dynamodb:GetItems')).toBe('dynamodb:GetItem');
  });

  test.each([
    ['cloudwatch:PutMetricData', false],
    ['cloudwatch:GetMetricData', false],
    ['translate:TranslateText', false],
    ['polly:SynthesizeSpeech', false],
    ['comprehend:DetectEntities', false],
    ['ce:GetCostAndUsage', false],
    ['ec2:DescribeInstances', false],
    ['rds:DescribeDBInstances', false],
    ['s3:ListAllMyBuckets', false],
    // Optional in AWS' data as well, and meant as "one of".
    ['s3:GetObject', true],
    ['s3:ListBucket', true],
    ['events:PutEvents', true],
    ['redshift-data:ExecuteStatement', true],
    ['es:ESHttpGet', true],
    ['execute-api:Invoke', true],
    ['cloudwatch:TagResource', true],
    // Required.
    ['dynamodb:GetItem', true],
    ['kms:Decrypt', true],
    ['sns:Publish', true],
    ['cloudwatch:GetDashboard', true],
  ])('knows whether %s needs an ARN: %s', (name, needsArn) => {
    expect(iam.actions(name)).toEqual([expect.objectContaining({ name, needsArn })]);
  });

  test.each([
    ['xray:PutEncryptionConfig', true],
    ['sqs:SetQueueAttributes', true],
    ['glue:PutResourcePolicy', true],
    ['glue:GetDataPreviewStatement', false],
    ['glue:BatchGetStageFiles', false],
    ['glue:TestConnection', false],
    ['rds-db:connect', false],
    ['secretsmanager:ValidateResourcePolicy', false],
  ])('knows whether %s changes who may do what: %s', (name, managesPermissions) => {
    expect(iam.actions(name)).toEqual([expect.objectContaining({ name, managesPermissions })]);
  });

  test('finds what a wildcard stands for', () => {
    const names = (pattern: string): string[] => iam.actions(pattern).map(({ name }) => name);

    expect(names('dynamodb:*Item').sort()).toEqual(
      ['Delete', 'Get', 'Put', 'Update', 'BatchGet', 'BatchWrite', 'ConditionCheck']
        .map((verb) => `dynamodb:${verb}Item`)
        .sort(),
    );
    expect(names('dynamodb:Gt*')).toEqual([]);
    expect(names('sqs:*').length).toBeGreaterThan(15);
  });

  test('knows condition keys of every call, and of the services asked for', () => {
    const everywhere = iam.conditionKeys([]);

    expect(everywhere).toContain('aws:RequestTag/*');
    expect(everywhere).not.toContain('s3:prefix');
    expect(iam.conditionKeys(['s3'])).toEqual(
      expect.arrayContaining([...everywhere, 's3:prefix', 's3:ExistingObjectTag/*']),
    );
    for (const key of iam.conditionKeys(SERVICES)) expect(key).not.toMatch(/[$<]|tag-key/);
  });

  test('of nothing holds nothing', async () => {
    const empty = await readIam([]);

    expect(empty.hasService('s3')).toBe(false);
    expect(empty.nearestService('s3')).toBeUndefined();
    expect(empty.actions('s3:GetObject')).toEqual([]);
    expect(empty.nearestAction('s3:GetObject')).toBeUndefined();
  });
});

describe('a rule', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s finds its bad example, and no other finds anything',
    (_, { example }) => {
      expect(problems(example.yaml)).toEqual([`${example.at} ${example.message}`]);
    },
  );
});

describe('a permission', () => {
  test.each<[string[], string[], Record<string, unknown>?]>([
    [['dynamodb:GetItem'], [table]],
    [['dynamodb:getitem'], [table]],
    [['dynamodb:Get*'], [table]],
    [['dynamodb:*Item'], [`arn:aws:dynamodb:${home}:table/customers*`]],
    [['dynamodb:Query'], [table, `${table}/index/*`]],
    [
      ['s3:ListBucket', 's3:GetObject'],
      ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'],
    ],
    [['ec2:DescribeInstances'], ['*']],
    [['s3:ListAllMyBuckets'], ['*']],
    [['cloudwatch:PutMetricData'], ['*']],
    [['cloudwatch:PutMetricData', 'ec2:DescribeInstances', 'ce:GetCostAndUsage'], ['*']],
    [['cloudwatch:PutMetricData'], [`arn:aws:cloudwatch:${home}:dataset/team`]],
    [['translate:TranslateText'], [`arn:aws:translate:${home}:terminology/team/LATEST`]],
    [['ec2:Describe*'], ['*']],
    [['ec2:DescribeInstance*'], ['*']],
    [['rds:Describe*'], ['*']],
    [['events:PutEvents'], [`arn:aws:events:${home}:event-bus/team`]],
    [['glue:Get*', 'glue:BatchGet*'], [`arn:aws:glue:${home}:table/team/*`]],
    [['rds-db:connect'], [`arn:aws:rds-db:${home}:dbuser:db-ABC/job`]],
    [['bedrock:InvokeModel'], ['arn:aws:bedrock:::foundation-model/anthropic.x']],
    [['bedrock:InvokeModel'], ['arn:aws:bedrock:eu-central-1::foundation-model/anthropic.x']],
    [['ssm:GetParameter'], ['arn:aws:ssm:eu-central-1::parameter/aws/service/ami/x']],
    [['secretsmanager:GetSecretValue'], [`arn:aws:secretsmanager:${home}:secret:a*-??????`]],
    [['logs:FilterLogEvents'], [`arn:aws:logs:${home}:log-group:/team/*:*`]],
    [
      ['dynamodb:GetItem'],
      [`arn:aws:dynamodb:${home}:table/*`],
      { StringEquals: { 'dynamodb:LeadingKeys': ['team'] } },
    ],
    [
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${home}:secret:*`],
      { StringEquals: { 'secretsmanager:ResourceTag/team': 'batch' } },
    ],
    // Without the key these hold as well.
    [
      ['dynamodb:GetItem', 'dynamodb:DeleteItem'],
      [table],
      { StringEqualsIfExists: { 'dynamodb:Select': 'COUNT' } },
    ],
    [['logs:FilterLogEvents'], [`arn:aws:logs:${home}:log-group:/team/x:*`]],
    [['ssm:GetParameter'], [`arn:aws:ssm:us-east-1:123456789012:parameter/team/key`]],
    [['secretsmanager:GetSecretValue'], [`arn:aws:secretsmanager:${home}:secret:team/key-??????`]],
    [['secretsmanager:GetSecretValue'], [`arn:aws:secretsmanager:${home}:secret:team/key-AbCdEf`]],
    [['sts:AssumeRole'], ['arn:aws:iam::111122223333:role/partner']],
    [
      ['kms:Decrypt'],
      [`arn:aws:kms:${home}:key/*`],
      { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
    ],
    [['s3:ListBucket'], ['arn:aws:s3:::bucket'], { StringLike: { 's3:prefix': ['a/*', 'b/*'] } }],
    [
      ['dynamodb:GetItem'],
      [table],
      { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id'] } },
    ],
    [
      ['dynamodb:GetItem'],
      [table],
      {
        StringEqualsIfExists: { 'aws:resourcetag/team': 'batch' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    ],
    [
      ['dynamodb:GetItem'],
      [table],
      { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
    ],
    [
      ['dynamodb:GetItem'],
      [table],
      { DateLessThan: { 'aws:CurrentTime': '2030-01-31T00:00:00Z' } },
    ],
    [
      ['s3:ListBucket', 's3:GetObject'],
      ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'],
      { StringNotLike: { 's3:prefix': 'secret/*' } },
    ],
  ])('%j on %j is fine', (actions, resources, conditions = {}) => {
    expect(said(actions, resources, conditions)).toEqual([]);
  });

  test.each<[string[], string[], unknown]>([
    [['dynamobd:GetItem'], [table], 'dynamobd is no service of IAM: did you mean dynamodb?'],
    [
      ['dynamodb:GetItems'],
      [table],
      'dynamodb:GetItems is no IAM action: did you mean dynamodb:GetItem?',
    ],
    // What the other action would have taken is not known.
    [
      ['dynamodb:GetItem', 'sqs:SendMesage'],
      [table, `arn:aws:sqs:${home}:orders`],
      'sqs:SendMesage is no IAM action: did you mean sqs:SendMessage?',
    ],
    [['dynamodb:Gt*'], [table], 'dynamodb:Gt* stands for no IAM action: name the actions'],
    [
      ['dynamodb:Update*'],
      [table],
      'dynamodb:Update* also stands for dynamodb:UpdateAbacStatus, which jobs may not do: name the actions',
    ],
    [
      ['dynamodb:P*'],
      [table],
      'dynamodb:P* also stands for dynamodb:PutResourcePolicy, which jobs may not do: name the actions',
    ],
    [
      ['dynamodb:PutResourcePolicy'],
      [table],
      'dynamodb:PutResourcePolicy is outside the permissions boundary of jobs: who else may use a resource is a setting under review: set it in stacks/extensions.ts',
    ],
    [
      ['xray:PutEncryptionConfig'],
      ['*'],
      'xray:PutEncryptionConfig is outside the permissions boundary of jobs: it changes who may do what, which is under review: set it in stacks/extensions.ts',
    ],
    [
      ['s3:PutObject'],
      ['arn:aws:s3:::nightshift-dev-runs-123456789012-eu-central-1/x/*'],
      's3:PutObject on arn:aws:s3:::nightshift-dev-runs-123456789012-eu-central-1/x/* is outside the permissions boundary of jobs: runs are reported there, and a job leaves its own report without asking: use a bucket of your own',
    ],
    // What is forbidden everywhere is the better reason.
    [
      ['s3:PutO*'],
      ['arn:aws:s3:::nightshift-dev-runs-123456789012-eu-central-1/x/*'],
      's3:PutO* also stands for s3:PutObjectAcl, which jobs may not do: name the actions',
    ],
    [
      ['events:PutEvents'],
      ['*'],
      'events:PutEvents can be held to a resource: name its ARN, such as arn:aws:events:REGION:ACCOUNT:event-bus/EVENT_BUS_NAME',
    ],
    [
      ['cloudwatch:PutMetricData', 'cloudwatch:GetDashboard'],
      ['*'],
      'cloudwatch:GetDashboard can be held to a resource: name its ARN, such as arn:aws:cloudwatch::ACCOUNT:dashboard/DASHBOARD_NAME',
    ],
    [
      ['dynamodb:GetItem', 'cloudwatch:PutMetricData'],
      [table],
      'cloudwatch:PutMetricData is allowed on none of the resources: it takes arn:aws:cloudwatch:REGION:ACCOUNT:dataset/DATASET_ID, or "*" in a statement of its own',
    ],
    [
      ['s3:List*'],
      ['*'],
      's3:List* can be held to a resource: name its ARN, such as arn:aws:s3:::BUCKET_NAME',
    ],
    [
      ['bedrock:InvokeModel'],
      ['arn:aws:bedrock::123456789012:foundation-model/x'],
      expect.stringMatching(/^bedrock:InvokeModel is not allowed on .*: it takes /),
    ],
    [
      ['ssm:GetParameter'],
      ['arn:aws:ssm:eu-central-1::parameter/team/x'],
      expect.stringMatching(/^ssm:GetParameter is not allowed on .*: it takes /),
    ],
    [
      ['dynamodb:**'],
      [table],
      'dynamodb:** allows everything the service can do: name the actions',
    ],
    [
      ['dynamodb:GetItem'],
      ['*'],
      'dynamodb:GetItem can be held to a resource: name its ARN, such as arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME',
    ],
    [
      ['iam:ListUsers'],
      ['*'],
      'iam:ListUsers is outside the permissions boundary of jobs: identities and accounts are administered by people, and roles come from stacks/: leave it to them',
    ],
    [
      ['s3:GetObject'],
      ['*', 'arn:aws:s3:::bucket/*'],
      's3:GetObject can be held to a resource: name its ARN, such as arn:aws:s3:::BUCKET_NAME/OBJECT_NAME',
    ],
    [
      ['dynamodb:GetItem'],
      ['customers'],
      'customers is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE, or "*" for actions without a resource level',
    ],
    [
      ['dynamodb:GetItem'],
      ['arn:aws-cn:dynamodb:cn-north-1:123456789012:table/t'],
      'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/t lies in the partition aws-cn: environments lie in aws, so write arn:aws:...',
    ],
    [
      ['dynamodb:GetItem'],
      ['arn:aws:dynamodb:*:123456789012:table/t'],
      'arn:aws:dynamodb:*:123456789012:table/t leaves service, region or account open: write them out, one ARN each',
    ],
    [
      ['dynamodb:GetItem'],
      ['arn:aws:dynamodb:europe:123456789012:table/t'],
      'arn:aws:dynamodb:europe:123456789012:table/t has the region "europe": write one such as eu-central-1, or nothing where the service\'s ARNs have none',
    ],
    [
      ['dynamodb:GetItem'],
      ['arn:aws:dynamodb:eu-central-1:1234:table/t'],
      'arn:aws:dynamodb:eu-central-1:1234:table/t has the account "1234": write its 12 digits, or nothing where the service\'s ARNs have none',
    ],
    [
      ['dynamodb:GetItem'],
      ['arn:aws:dynamodb:::table/t'],
      'dynamodb:GetItem is not allowed on arn:aws:dynamodb:::table/t: it takes arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME',
    ],
    [
      ['dynamodb:GetItem'],
      [`arn:aws:dynamodb:${home}:table/*`],
      `arn:aws:dynamodb:${home}:table/* allows all there are of its kind: ${REMEDY}`,
    ],
    [
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${home}:secret:*-??????`],
      `arn:aws:secretsmanager:${home}:secret:*-?????? allows all there are of its kind: ${REMEDY}`,
    ],
    // A letter of what AWS adds narrows nothing.
    [
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${home}:secret:*-a?????`],
      `arn:aws:secretsmanager:${home}:secret:*-a????? allows all there are of its kind: ${REMEDY}`,
    ],
    [
      ['kms:Decrypt'],
      [`arn:aws:kms:${home}:key/????????-????-????-????-????????????`],
      `arn:aws:kms:${home}:key/????????-????-????-????-???????????? allows all there are of its kind: ${REMEDY}`,
    ],
    [
      ['s3:ListBucket'],
      ['arn:aws:s3:::bucket/*'],
      's3:ListBucket is not allowed on arn:aws:s3:::bucket/*: it takes arn:aws:s3:::BUCKET_NAME or arn:aws:s3:REGION:ACCOUNT:accesspoint/ACCESS_POINT_NAME',
    ],
    [
      ['dynamodb:GetItem'],
      [table, 'arn:aws:s3:::x'],
      'dynamodb:GetItem is not allowed on arn:aws:s3:::x: it takes arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME',
    ],
    [
      ['dynamodb:GetItem', 'sqs:SendMessage'],
      [table],
      'sqs:SendMessage is allowed on none of the resources: it takes arn:aws:sqs:REGION:ACCOUNT:QUEUE_NAME',
    ],
    [
      ['ec2:DescribeInstances'],
      [table],
      'ec2:DescribeInstances has no resource level: give it a statement of its own, with resources: ["*"]',
    ],
    [
      ['dynamodb:GetItem', 'ec2:DescribeInstances'],
      [table],
      'ec2:DescribeInstances has no resource level: give it a statement of its own, with resources: ["*"]',
    ],
    [
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${home}:secret:key-AbCdEf:user::`],
      `arn:aws:secretsmanager:${home}:secret:key-AbCdEf:user:: names a part of a secret, which IAM does not know: end it after the secret's name`,
    ],
    [
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${home}:secret:key`],
      `arn:aws:secretsmanager:${home}:secret:key matches no secret, since AWS ends each name in a hyphen and six characters: add them, or -??????`,
    ],
    [
      ['iam:CreateUser'],
      ['arn:aws:iam::123456789012:user/x'],
      'iam:CreateUser is outside the permissions boundary of jobs: identities and accounts are administered by people, and roles come from stacks/: leave it to them',
    ],
    [
      ['iam:Pass*'],
      ['arn:aws:iam::123456789012:role/nightshift/x'],
      'iam:Pass* is outside the permissions boundary of jobs: who passes a role to a service does what that role may: give the job the permissions itself',
    ],
    [
      ['sts:AssumeRole'],
      ['arn:aws:iam::123456789012:role/x'],
      'sts:AssumeRole on arn:aws:iam::123456789012:role/x is outside the permissions boundary of jobs: as another role of this account a job would leave its own limits: give the job the permissions itself',
    ],
  ])('%j on %j is told', (actions, resources, message) => {
    expect(said(actions, resources)).toEqual([message]);
  });

  test.each<Record<string, unknown>>([
    { Bool: { 'aws:SecureTransport': 'true' } },
    { StringEquals: { 'aws:PrincipalTag/team': 'batch' } },
    { StringNotEquals: { 'aws:ResourceTag/team': 'batch' } },
    { StringEqualsIfExists: { 'aws:ResourceTag/team': 'batch' } },
    { StringLike: { 'aws:ResourceTag/team': '*' } },
    { Null: { 'aws:ResourceTag/team': 'true' } },
    { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['team'] } },
  ])('on all there are of a kind is told under %j, which leaves them all', (conditions) => {
    const all = `arn:aws:dynamodb:${home}:table/*`;

    expect(said(['dynamodb:GetItem'], [all], conditions)).toEqual([
      `${all} allows all there are of its kind: ${REMEDY}`,
    ]);
  });

  test.each<[string[], string[], string, string[]]>([
    [['s3:GetObject', 'logs:PutLogEvents'], [], '', []],
    // S3 calls it for the job.
    [['kms:Decrypt'], [`arn:aws:kms:${home}:key/1111`], '', []],
    [
      ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sns:Publish'],
      [],
      '',
      ['sqs:SendMessage would hang', 'sns:Publish would hang'],
    ],
    // Once is enough, wherever the queue lies.
    [
      ['sqs:SendMessage'],
      ['arn:aws:sqs:us-east-1:123456789012:orders'],
      '',
      ['sqs:SendMessage would hang'],
    ],
    [['ssm:GetParameter'], [], '', ['ssm:GetParameter would hang']],
    [['ssm:GetParameter'], [], `arn:aws:ssm:${home}:parameter/key`, []],
    [
      ['logs:PutLogEvents'],
      ['arn:aws:logs:us-east-1:123456789012:log-group:x'],
      '',
      ['arn:aws:logs:us-east-1:123456789012:log-group:x lies in us-east-1, where no endpoint'],
    ],
  ])(
    '%j on %j, with endpoints alone and the secret "%s", is told %j',
    (actions, resources, secret, words) => {
      const job = {
        secrets: secret === '' ? {} : { KEY: secret },
        permissions: [{ actions, resources: resources.length > 0 ? resources : ['*'] }],
      };
      const yaml = (mode: string): string =>
        JSON.stringify({ network: { mode }, jobs: { 'flight-delays': job } });

      expect(problems(yaml('endpoints'), [endpointReach])).toEqual(
        words.map((some) => expect.stringContaining(some)),
      );
      expect(problems(yaml('nat'), [endpointReach])).toEqual([]);
    },
  );

  test.each<[string[], Record<string, unknown>, string]>([
    [
      ['dynamodb:GetItem'],
      { StringEqual: { 'aws:userid': 'x' } },
      'StringEqual is no operator of IAM: did you mean StringEquals?',
    ],
    [
      ['dynamodb:GetItem'],
      { 'ForAnyValues:StringEquals': { 'aws:userid': 'x' } },
      'ForAnyValues:StringEquals is no operator of IAM: did you mean ForAnyValue:StringEquals?',
    ],
    [
      ['dynamodb:GetItem'],
      { NullIfExists: { 'aws:userid': 'true' } },
      'NullIfExists is no operator of IAM: did you mean Null?',
    ],
    [
      ['dynamodb:GetItem'],
      { StringEquals: { 'aws:userids': 'x' } },
      'aws:userids is no condition key of these actions: did you mean aws:userid?',
    ],
    [
      ['dynamodb:GetItem'],
      { StringEquals: { 's3:prefix': 'x' } },
      's3:prefix is no condition key of these actions: theirs begin with dynamodb: or aws:',
    ],
    [
      ['dynamodb:GetItem'],
      { StringEquals: { 'aws:ResourceTags/team': 'x' } },
      'aws:ResourceTags/team is no condition key of these actions: did you mean aws:ResourceTag/KEY?',
    ],
    [
      ['dynamodb:GetItem', 'dynamodb:DeleteItem'],
      { StringEquals: { 'dynamodb:Select': 'COUNT' } },
      'a call of dynamodb:DeleteItem never carries dynamodb:Select, so it would never be allowed: give it a statement of its own',
    ],
    [
      ['dynamodb:GetItem'],
      { Bool: { 'aws:SecureTransport': 'yes' } },
      'Bool takes "true" or "false", not "yes": write one, or use another operator',
    ],
    [
      ['dynamodb:GetItem'],
      { NumericLessThan: { 'aws:MultiFactorAuthAge': '1h' } },
      'NumericLessThan takes a number, not "1h": write one, or use another operator',
    ],
    [
      ['dynamodb:GetItem'],
      { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::b', 'b'] } },
      'ArnLike takes an ARN, not "b": write one, or use another operator',
    ],
  ])('%j under %j is told', (actions, conditions, message) => {
    expect(said(actions, [table], conditions)).toEqual([message]);
  });

  test('has its problems at the very entries of its lists', () => {
    const yaml = [
      'jobs:',
      '  flight-delays:',
      '    permissions:',
      '      - actions:',
      '          - dynamodb:GetItem',
      '          - dynamodb:PutItm',
      '        resources:',
      `          - ${table}`,
      '          - "arn:aws:s3"',
      '      - actions: [s3:GetObject]',
      '        resources: ["arn:aws:s3:::b/*"]',
      '        conditions:',
      '          StringEquals:',
      '            s3:prefix: x',
      '',
    ];

    expect(problems(yaml.join('\n'))).toEqual([
      '6:13 dynamodb:PutItm is no IAM action: did you mean dynamodb:PutItem?',
      '14:24 a call of s3:GetObject never carries s3:prefix, so it would never be allowed: give it a statement of its own',
      expect.stringMatching(/^9:13 arn:aws:s3 is no ARN: /),
    ]);
  });
});

describe('a secret', () => {
  const arn = `arn:aws:secretsmanager:${home}:secret:team/key-AbCdEf`;
  const message = (value: string, mode = 'public'): string[] =>
    problems(
      `network: { mode: ${mode} }\njobs: { flight-delays: { secrets: { KEY: "${value}" } } }`,
    );

  test.each([
    arn,
    `${arn}:user::`,
    `${arn}::AWSPREVIOUS:`,
    `${arn}:user::0d1f`,
    `arn:aws:ssm:${home}:parameter/key`,
    `arn:aws:ssm:${home}:parameter/team/key`,
    // Elsewhere too: ECS takes the whole ARN of any region.
    'arn:aws:ssm:us-east-1:123456789012:parameter/key',
  ])('%s is fine', (value) => {
    expect(message(value)).toEqual([]);
  });

  test.each([
    ['key', 'is no ARN of a secret or of a parameter'],
    [`arn:aws:ssm:${home}:secret:key-AbCdEf`, 'is no ARN of a secret or of a parameter'],
    [`arn:aws:s3:::key`, 'is no ARN of a secret or of a parameter'],
    [`arn:aws:secretsmanager:${home}:secret:key-*`, 'is no ARN of a secret or of a parameter'],
    [`arn:aws:secretsmanager::123456789012:secret:key-AbCdEf`, 'is no ARN of a secret or of a'],
    [`arn:aws:secretsmanager:${home}:secret:key`, 'lacks the hyphen and six characters'],
    [`${arn}:user`, 'ends in 1 of three parts'],
    [`${arn}:a:b:c:d`, 'ends in 4 of three parts'],
    [`${arn}::AWSCURRENT:0d1f`, 'names a stage and a version: keep one of the two'],
    [`arn:aws:ssm:${home}:parameter/key:3`, "a version or key can't be chosen"],
  ])('%s is told', (value, words) => {
    expect(message(value)).toEqual([expect.stringContaining(words)]);
  });

  test('of another region is out of reach where endpoints are the only way', () => {
    const far = 'arn:aws:ssm:us-east-1:123456789012:parameter/key';

    expect(message(far, 'endpoints')).toEqual([
      `2:42 ${far} lies in us-east-1, where no endpoint of eu-central-1 leads: copy it to eu-central-1, or use another network mode`,
    ]);
    expect(message(arn, 'endpoints')).toEqual([]);
  });
});

describe('a principal', () => {
  const message = (principal: string): string[] =>
    problems(`data: { output: { readers: [${JSON.stringify(principal)}] } }`);

  test.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:role/team/producer',
    'arn:aws:iam::111122223333:user/a.b@example.com',
  ])('%s is fine', (principal) => {
    expect(message(principal)).toEqual([]);
  });

  test.each([
    ['*', 'would let strangers in'],
    ['arn:aws:iam::111122223333:role/*', 'would let strangers in'],
    ['lambda.amazonaws.com', 'is no role, user or account'],
    ['arn:aws:iam::111122223333:saml-provider/x', 'is no role, user or account'],
    ['arn:aws:sts::111122223333:federated-user/x', 'is no role, user or account'],
    ['arn:aws:iam::111122223333:role/', 'is no role, user or account'],
    ['arn:aws:iam::1111:root', 'is no role, user or account'],
    ['arn:aws:iam::111122223333:group/x', 'is no role, user or account'],
    [
      'arn:aws:sts::111122223333:assumed-role/producer/me',
      "write the role's own ARN, with its path",
    ],
  ])('%s is told', (principal, words) => {
    expect(message(principal)).toEqual([expect.stringContaining(words)]);
  });
});

test("a key of another region is fine beside a bucket that isn't ours", () => {
  const key = 'arn:aws:kms:us-east-1:123456789012:key/1111';

  expect(problems(`data: { output: { kmsKey: "${key}" } }`)).toHaveLength(1);
  expect(problems(`data: { output: { kmsKey: "${key}", bucket: theirs } }`)).toEqual([]);
});
