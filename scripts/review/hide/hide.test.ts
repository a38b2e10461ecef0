import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plans } from '../../../tests/support/plans.ts';
import { disguiseIn } from '../../../tests/support/planted.ts';
import { Hidden, type MarkedPlan, type Plan, type Tree, UNKNOWN } from '../plan.ts';
import { readPlan } from '../read.ts';
import { hide } from './hide.ts';

type Members = Readonly<Record<string, unknown>>;

/** A secret that no rule knows by its form. */
const SECRET = 'Tr0ub4dor & 3/x';

/** A plan with an update of both sides. */
function planOf(change: Members, others: Members = {}, type = 'a_b'): MarkedPlan {
  const resource = { address: `${type}.c`, mode: 'managed', type, name: 'c' };
  return readPlan(
    JSON.stringify({
      format_version: '1.2',
      planned_values: {},
      resource_changes: [{ ...resource, change: { actions: ['update'], ...change } }],
      ...others,
    }),
  );
}

function sides(plan: Plan): { readonly before: Tree; readonly after: Tree } {
  const [change] = plan.changes;
  return { before: change?.before as Tree, after: change?.after as Tree };
}

/** What is shown of values that stand on both sides; `marks` are those of the side after. */
function shown(values: Members, marks: unknown = {}, type?: string): Members {
  const change = { before: values, after: values, after_sensitive: marks };
  return JSON.parse(JSON.stringify(sides(hide(planOf(change, {}, type))).after));
}

const HIDDEN = '(hidden)';

describe('marks', () => {
  test('a value marked on one side is hidden on both, and whether it changes is told', () => {
    const plan = planOf({
      before: { same: SECRET, other: 'before it', list: ['a', 'b'], tree: { x: [1] }, pin: 4711 },
      after: { same: SECRET, other: 'after it', list: ['a', 'c'], tree: { x: [1] }, pin: 4711 },
      before_sensitive: { same: true, list: [false, true], pin: true },
      after_sensitive: { other: true, tree: true },
    });
    const { before, after } = sides(hide(plan));
    expect(before['same']).toBeInstanceOf(Hidden);
    expect(before['same']).toBe(after['same']);
    expect(before['tree']).toBe(after['tree']);
    expect(before['pin']).toBe(after['pin']);
    expect(before['other']).not.toBe(after['other']);
    expect(JSON.stringify(after['list'])).toBe(`["a","${HIDDEN}"]`);
    expect(JSON.stringify(before)).not.toContain('before it');
  });

  test('a mark on a JSON text covers all of it; equal trees are equal in any order', () => {
    const plan = planOf({
      before: { text: '{"a":1,"b":{"c":"x"}}' },
      after: { text: '{ "b": {"c":"x"}, "a": 1 }' },
      after_sensitive: { text: true },
    });
    const { before, after } = sides(hide(plan));
    expect(before['text']).toBeInstanceOf(Hidden);
    expect(before['text']).toBe(after['text']);
  });

  test('nothing and what is not known yet are no secrets', () => {
    const plan = planOf({
      after: { none: null },
      after_unknown: { later: true },
      after_sensitive: { none: true, later: true },
    });
    expect(sides(hide(plan)).after).toEqual({ none: null, later: UNKNOWN });
  });

  test('outputs and drift are no different', () => {
    const change = { actions: ['update'], before: null, after: SECRET, after_sensitive: true };
    const plan = planOf(
      {},
      {
        output_changes: { one: change, db_password: { ...change, after_sensitive: false } },
        resource_drift: [
          {
            type: 'a_b',
            name: 'd',
            change: { ...change, after: { password: 'ä' }, after_sensitive: false },
          },
        ],
      },
    );
    const { outputs, drift } = hide(plan);
    expect(JSON.stringify([outputs[0]?.after, outputs[1]?.after, drift[0]?.after])).toBe(
      JSON.stringify([HIDDEN, HIDDEN, { password: HIDDEN }]),
    );
  });

  test('no marks are left', () => {
    expect(JSON.stringify(hide(planOf({ after: { a: 1 }, after_sensitive: {} })))).not.toMatch(
      /"marks"|"secrets"/,
    );
  });
});

describe('names', () => {
  test.each([
    'password',
    'passwords',
    'db_passwd',
    'PASSPHRASE',
    'passcode',
    'dbPwd',
    'clientSecret',
    'secrets',
    'auth-token',
    'tokens',
    'credential',
    'awsCredentials',
    'creds',
    'bearer',
    'apikey',
    'apitoken',
    'authtoken',
    'accesskey',
    'secretkey',
    'privatekey',
    'api_key',
    'apiKeys',
    'client_key',
    'integration_key',
    'tunnel1_preshared_key',
    'wifi_psk',
    'signing_keys',
    'plaintext_value',
    'protected_settings',
    'set_sensitive',
    'APIKey',
    'access_key',
    'account.key',
    'auth_key',
    'encryptionKey',
    'host_key',
    'licenseKey',
    'master_key',
    'private-key',
    'sessionKey',
    'shared_key',
    'signing.key',
    'primary_storage_key',
    'connection_string',
    'connectionStrings',
    'sql_connstr',
    'password_2',
    'password1',
    'spring.datasource.password',
    'secret_id',
    'password_wo',
    'secret_hash',
    'token_value',
    'DB_PASS',
    'passwords_json',
    'secrets_json',
    'tokens_json',
    'basic_auth',
    'authorization',
    'sentry_dsn',
    'otp',
    'door_pin',
    'passwd_value',
    'passphrase_value',
    'db_pw',
    'passkey',
    'app_key',
    'applicationKey',
    'hmac_key',
    'join_key',
    'service_key',
    'Ocp-Apim-Subscription-Key',
    'erlang_cookie',
    'X-Origin-Verify',
    'recovery_codes',
    'snmp_community',
    'totp_seed',
    'unseal_keys',
    'dbpasswd',
    'PGPASSWORD',
    'keypassphrase',
    'clientsecret',
    'accesstoken',
    'dbpass',
    'keypass',
    'requirepass',
    'storepass',
    'bindpw',
    'dbpw',
    'rootpw',
    'sslpw',
    'bindpass',
    'apitokens',
    'secureJsonData',
  ])('%s is the name of a secret', (name) => {
    expect(shown({ [name]: 'Some-Value' })).toEqual({ [name]: HIDDEN });
  });

  test.each([
    'password_age',
    'token_algorithm',
    'secret_alias',
    'ClientToken',
    'ClientRequestToken',
    'creation_token',
    'secret_arn',
    'secret_arns',
    'expires_token_at',
    'token_audience',
    'password_last_changed',
    'token_count',
    'password_days',
    'secret_description',
    'token_duration',
    'secret_enabled',
    'token_endpoint',
    'token_expiration',
    'token_expires',
    'token_expiry',
    'password_file',
    'token_format',
    'secret_value_from',
    'token_hours',
    'access_key_id',
    'secret_ids',
    'token_interval',
    'token_issuer',
    'password_length',
    'token_lifetime',
    'secret_manager',
    'token_minutes',
    'token_mode',
    'secret_name',
    'secretNames',
    'secret_namespace',
    'password_parameter',
    'secret_path',
    'token_period',
    'password_policy',
    'token_prefix',
    'password_reuse_prevention',
    'credential_provider',
    'secret_ref',
    'secret_region',
    'password_required',
    'secret_rotation',
    'token_scope',
    'token_scopes',
    'token_seconds',
    'credential_source',
    'secret_status',
    'secret_store',
    'token_ttl',
    'token_type',
    'token_units',
    'token_uri',
    'token_url',
    'token_use',
    'password_last_used',
    'secret_user',
    'credential_username',
    'token_validity',
    'secret_version',
    'token_window',
    'secretsmanager',
    'key_name',
    'kms_key_id',
    'public_key',
    'public_access_key',
    'kms_secret_key',
    'owner',
    'valueFrom',
    'authors',
    'pass_role',
    'author',
    'hash_key',
    'case_sensitive',
    'auth.existingSecret',
    'existing_password_secret',
    'imagePullSecrets',
    'pull_secret',
    'tlsSecret',
    'http_tokens',
    'dkim_tokens',
    'token_bound_cidrs',
    'token_domains',
    'access_token_lifespan',
    'token_endpoint_auth_method',
    'secret_permissions',
    'token_policies',
    'auth_token_update_strategy',
    'credentialSpecs',
    'customer_master_key_spec',
    'bypass',
    'compass',
    'access_key_metadata',
    'app_secret_label',
    'credential_address',
    'enable_token_revocation',
    'host_key_checking',
    'credential_database',
    'credential_domain',
    'credential_host',
    'credential_registry',
    'credential_server',
  ])('%s is not', (name) => {
    expect(shown({ [name]: 'Some-Value' })).toEqual({ [name]: 'Some-Value' });
  });

  test.each([
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf',
    '{{resolve:secretsmanager:db:SecretString:password}}',
    'projects/my-project/secrets/api',
    'projects/my-project/locations/global/keyRings/api/cryptoKeys/disks',
    'https://x.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef',
    '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/api/providers/Microsoft.KeyVault/vaults/x',
    '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/api)',
    'vault:secret/data/api',
    '$(API_KEY)',
    `$${'{API_KEY}'}`,
    '$__file{/etc/secrets/api}',
    'ref+vault://ci/api',
    'read',
    'hours',
    '$$.Task.Token',
    '',
  ])('under such a name %s tells where a secret lies', (value) => {
    expect(shown({ api_key: value })).toEqual({ api_key: value });
  });

  test('ways to log in, switches and sizes are shown; numeric and simple passwords are not', () => {
    const open = { authorization: 'AWS_IAM', auth: 'oauth2', use_token: true, max_tokens: 4096 };
    expect(shown(open)).toEqual(open);
    for (const name of ['otp', 'passcode', 'password', 'passwd', 'pin', 'dbPwd', 'secret', 'token'])
      expect(shown({ [name]: 4711 })).toEqual({ [name]: HIDDEN });
    expect(shown({ db_pass: 'letmein' })).toEqual({ db_pass: HIDDEN });
  });

  test('below such a name all texts are secrets, but for what is about them', () => {
    expect(
      shown({
        credentials: [{ user: 'Some-User', value: 'Some-Value', arn: 'x', count: 1 }],
        secrets: [{ name: 'API', valueFrom: 'arn:aws:ssm:eu-central-1:1:parameter/x', key: 'k' }],
      }),
    ).toEqual({
      credentials: [{ user: 'Some-User', value: HIDDEN, arn: 'x', count: 1 }],
      secrets: [{ name: 'API', valueFrom: 'arn:aws:ssm:eu-central-1:1:parameter/x', key: 'k' }],
    });
  });

  test('a pair of name and value is judged by its name', () => {
    const pairs = (name: string): Members => ({
      set: [{ name, value: 'Some-Value' }],
      parameters: [{ ParameterKey: name, ParameterValue: 'Some-Value' }],
    });
    expect(JSON.stringify(shown(pairs('db.password')))).not.toContain('Some-Value');
    expect(shown(pairs('size'))).toEqual(pairs('size'));
  });

  test('what a policy tests is none', () => {
    const policy = {
      Statement: [
        {
          Effect: 'Allow',
          Condition: {
            StringLike: { 'token.actions.githubusercontent.com:sub': ['repo:acme/api:*'] },
            StringEquals: { 'ec2:MetadataHttpTokens': 'required' },
          },
        },
      ],
    };
    expect(shown({ assume_role_policy: JSON.stringify(policy) })).toEqual({
      assume_role_policy: policy,
    });
  });

  test('a header with several values is a pair too', () => {
    const header = (values: unknown): Members => ({
      http_header: [{ http_header_name: 'X-Origin-Verify', values }],
    });
    expect(shown(header(['Some-Value']))).toEqual(header([HIDDEN]));
    expect(shown({ https: [{ header_name: 'X-Api-Token', header_value: 'Some-Value' }] })).toEqual({
      https: [{ header_name: 'X-Api-Token', header_value: HIDDEN }],
    });
  });

  test('the values of a release are no pair with its name', () => {
    const chart = { name: 'external-secrets', values: ['replicas: 2\nname: secrets\n'] };
    expect(shown(chart)).toEqual(chart);
    expect(shown({ name: 'external-secrets', value: 'some' })).toEqual({
      name: 'external-secrets',
      value: HIDDEN,
    });
    expect(shown({ header: { name: 'X-Secret', values: ['some'] } })).toEqual({
      header: { name: 'X-Secret', values: [HIDDEN] },
    });
  });

  test('a pair is judged by both of its names', () => {
    expect(shown({ variable: [{ name: 'smtp_login', secret_value: 'Some-Value' }] })).toEqual({
      variable: [{ name: 'smtp_login', secret_value: HIDDEN }],
    });
  });

  test('the team names more of them, by name or by path', () => {
    const plan = planOf({ after: { door_code: 'abc', user: 'def', nested: { user: 'ghi' } } });
    const { after } = sides(hide(plan, { names: ['*_CODE', 'a_b.user', '???ested.x+'] }));
    expect(JSON.parse(JSON.stringify(after))).toEqual({
      door_code: HIDDEN,
      user: HIDDEN,
      nested: { user: 'ghi' },
    });
  });
});

describe('variables of programs', () => {
  test.each<[string, Members, Members]>([
    [
      'of containers',
      { container_definitions: '[{"image":"x","environment":[{"name":"A","value":"one"}]}]' },
      { container_definitions: [{ image: 'x', environment: [{ name: 'A', value: HIDDEN }] }] },
    ],
    [
      'of a schedule',
      { input: '{"ContainerOverrides":[{"Environment":[{"Name":"A","Value":"one"}]}]}' },
      { input: { ContainerOverrides: [{ Environment: [{ Name: 'A', Value: HIDDEN }] }] } },
    ],
    [
      'of Lambda',
      { environment: [{ variables: { LOG_LEVEL: 'info' } }], variables: { x: 'open' } },
      { environment: [{ variables: { LOG_LEVEL: HIDDEN } }], variables: { x: 'open' } },
    ],
    [
      'of CodeBuild',
      { environment: [{ image: 'x', environment_variable: [{ name: 'A', value: 'one' }] }] },
      { environment: [{ image: 'x', environment_variable: [{ name: 'A', value: HIDDEN }] }] },
    ],
    [
      'of Kubernetes',
      { env: [{ name: 'A', value: 'one' }] },
      { env: [{ name: 'A', value: HIDDEN }] },
    ],
    [
      'of Docker',
      { env: ['A=one'], environment: { A: 'one' } },
      { env: [HIDDEN], environment: { A: HIDDEN } },
    ],
    ['of Azure', { app_settings: { a: 'one' } }, { app_settings: { a: HIDDEN } }],
    [
      'of Google',
      { environment_variables: { a: 'one' }, build_environment_variables: { a: 'one' } },
      { environment_variables: { a: HIDDEN }, build_environment_variables: { a: HIDDEN } },
    ],
    [
      'of a setting by name',
      { appSettings: [{ name: 'A', value: 'one' }] },
      { appSettings: [{ name: 'A', value: HIDDEN }] },
    ],
    [
      'of App Engine, Heroku and an image',
      { env_variables: { a: 'one' }, config_vars: { a: 'one' }, build_args: { a: 'one' } },
      { env_variables: { a: HIDDEN }, config_vars: { a: HIDDEN }, build_args: { a: HIDDEN } },
    ],
    [
      'of a chart',
      {
        set: [
          { name: 'env.A', value: 'one' },
          { name: 'extraEnv[0].value', value: 'one' },
        ],
      },
      {
        set: [
          { name: 'env.A', value: HIDDEN },
          { name: 'extraEnv[0].value', value: HIDDEN },
        ],
      },
    ],
    [
      'of Elastic Beanstalk',
      {
        setting: [
          { namespace: 'aws:elasticbeanstalk:application:environment', name: 'A', value: 'one' },
        ],
      },
      {
        setting: [
          { namespace: 'aws:elasticbeanstalk:application:environment', name: 'A', value: HIDDEN },
        ],
      },
    ],
    [
      'and headers that a request gets',
      { custom_header: [{ name: 'X-From', value: 'one' }] },
      { custom_header: [{ name: 'X-From', value: HIDDEN }] },
    ],
    ['in files', { env_vars: { a: 'one' } }, { env_vars: { a: HIDDEN } }],
    ['of a cluster', { spark_env_vars: { a: 'one' } }, { spark_env_vars: { a: HIDDEN } }],
    [
      'each with what is about it',
      { env_vars: { A: { value: 'one', type: 'plain_text' } } },
      { env_vars: { A: { value: HIDDEN, type: 'plain_text' } } },
    ],
    [
      'in scripts',
      { user_data: 'one', custom_data: 'one', startup_script: 'one' },
      { user_data: HIDDEN, custom_data: HIDDEN, startup_script: HIDDEN },
    ],
    [
      'in further scripts',
      { metadata_startup_script: 'one', UserData: 'one', user_data_base64: 'b25l' },
      { metadata_startup_script: HIDDEN, UserData: HIDDEN, user_data_base64: HIDDEN },
    ],
    [
      'but not what the word means elsewhere',
      { environment: 'prod', environments: ['dev', 'prod'], tags: { environment: 'prod' } },
      { environment: 'prod', environments: ['dev', 'prod'], tags: { environment: 'prod' } },
    ],
    [
      'but not those that every job of this repository has',
      {
        environment: [
          { name: 'NIGHTSHIFT_SCHEDULED_TIME', value: '<aws.scheduler.scheduled-time>' },
        ],
      },
      {
        environment: [
          { name: 'NIGHTSHIFT_SCHEDULED_TIME', value: '<aws.scheduler.scheduled-time>' },
        ],
      },
    ],
  ])('%s', (_, values, expected) => {
    expect(shown(values)).toEqual(expected);
  });

  test('a resource that is one', () => {
    const variable = { key: 'A', value: 'one' };
    expect(shown(variable, {}, 'vercel_project_environment_variable')).toEqual({
      key: 'A',
      value: HIDDEN,
    });
    expect(shown(variable, {}, 'github_actions_variable')).toEqual(variable);
  });

  test('they are not sought elsewhere: the bucket that one names stays readable', () => {
    const values = { environment: [{ name: 'BUCKET', value: 'reports-of-prod' }] };
    expect(shown({ ...values, bucket: 'reports-of-prod' })['bucket']).toBe('reports-of-prod');
  });

  test('what base64 holds is sought as the text that it is', () => {
    const data = { data: { a: base64('let-me-in') }, note: 'it is let-me-in here' };
    expect(shown(data, {}, 'kubernetes_secret_v1')).toEqual({ data: HIDDEN, note: HIDDEN });
    const script = base64('#!/bin/sh\nexport DB_PASSWORD=let-me-in\n');
    expect(shown({ user_data: script, note: 'it is let-me-in here' })).toEqual({
      user_data: HIDDEN,
      note: HIDDEN,
    });
  });

  test("data of a secret of Kubernetes is hidden, a config map's is not", () => {
    const data = { data: { a: 'b25l' } };
    expect(shown(data, {}, 'kubernetes_secret_v1')).toEqual({ data: HIDDEN });
    expect(shown(data, {}, 'kubernetes_config_map')).toEqual(data);
    const manifest = (kind: string): Members => ({ manifest: { kind, stringData: { a: 'one' } } });
    expect(shown(manifest('Secret'))).toEqual({ manifest: { kind: 'Secret', stringData: HIDDEN } });
    expect(shown(manifest('Other'))).toEqual(manifest('Other'));
  });
});

/** Made up, and put together here so that no scanner of commits takes them for real. */
const long = (length: number): string => 'a1B2c3D4e5F6g7H8j9K0'.repeat(8).slice(0, length);
const pem = (kind: string): string => `-----BEGIN ${kind}-----\nab/c\n-----END ${kind}-----`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what stands around a value', () => {
  test.each([
    ['random_password', 'result'],
    ['local_sensitive_file', 'content'],
    ['azurerm_storage_secret', 'content_base64'],
    ['docker_secret', 'data'],
    ['vault_generic_secret', 'data_json'],
    ['github_actions_secret', 'encrypted_value'],
    ['newrelic_api_access_key', 'key'],
    ['some_secret', 'payload'],
    ['databricks_secret', 'string_value'],
    ['azurerm_key_vault_secret', 'value'],
  ])('%s is a secret, so its %s is', (type, name) => {
    expect(shown({ [name]: 'plain', size: 'small' }, {}, type)).toEqual({
      [name]: HIDDEN,
      size: 'small',
    });
    expect(shown({ [name]: 'plain' }, {}, 'aws_s3_object')).toEqual({ [name]: 'plain' });
    expect(shown({ rules: [{ [name]: 'plain' }] }, {}, type)).toEqual({
      rules: [{ [name]: 'plain' }],
    });
  });

  test.each([
    ['encrypted', true, false],
    ['masked', true, false],
    ['is_secret', true, false],
    ['is_sensitive', true, false],
    ['is_value_secret', true, false],
    ['write_only', true, false],
    ['secret', true, false],
    ['secured', true, false],
    ['secure', true, 'true'],
    ['sensitive', true, null],
    ['type', 'SecureString', 'String'],
  ])('%s = %s beside a value says that it is one', (name, says, other) => {
    expect(shown({ value: 'plain', [name]: says })['value']).toBe(HIDDEN);
    expect(shown({ value: 'plain', [name]: other })['value']).toBe('plain');
    expect(shown({ size: 'small', [name]: says })['size']).toBe('small');
  });

  test("the resource's own name says so too", () => {
    const change = {
      before: { result: 'plain', length: 5 },
      after: { result: 'plain', length: 6 },
    };
    const named = (name: string): unknown => {
      const resource = { address: `random_string.${name}`, type: 'random_string', name, change };
      const plan = { format_version: '0.1', resource_changes: [resource] };
      return sides(hide(readPlan(JSON.stringify(plan)))).before['result'];
    };
    expect(named('db_password')).toBeInstanceOf(Hidden);
    expect(named('suffix')).toBe('plain');
  });

  test('names of what every object has are names as any', () => {
    const odd = JSON.parse(
      '{"secrets":{"constructor":"Some-Value","__proto__":{"toString":"Some-Value"}}}',
    ) as Members;
    expect(JSON.stringify(shown(odd))).not.toContain('Some-Value');
    const setting = { setting: [{ namespace: { toString: 1 }, name: 'a', value: 'b' }] };
    expect(shown(setting)).toEqual(setting);
  });

  test('what names a secret and its version is none', () => {
    const names = {
      secret_environment_variables: [{ key: 'DB', secret: 'payments-db', version: 'latest' }],
      secret_key_ref: [{ secret: 'payments-db', version: '3' }],
      secret: [{ items: [{ key: 'tls.crt', path: 'crt' }] }],
      data: [{ secretKey: 'password', remoteRef: { key: 'payments' } }],
    };
    expect(shown(names)).toEqual(names);
    expect(shown({ consumer: [{ key: 'a', secret: 'payments-db' }] })).toEqual({
      consumer: [{ key: 'a', secret: HIDDEN }],
    });
  });

  test.each(['project', 'replication', 'rotation_rules', 'secret_string', 'version_stages'])(
    'the id by which a store knows a secret is none: %s is beside it',
    (beside) => {
      const { secret_id } = shown({ secret_id: 'payments-db', [beside]: 'some' });
      expect(secret_id).toBe('payments-db');
      expect(shown({ secret_id: 'payments-db', role_id: 'some' })['secret_id']).toBe(HIDDEN);
    },
  );

  test('a key beside what it opens is a name', () => {
    expect(shown({ key: 'api', string_value: 'plain' }, {}, 'databricks_secret')).toEqual({
      key: 'api',
      string_value: HIDDEN,
    });
  });

  test('a key is a secret below such a name, but not what names one', () => {
    expect(shown({ signing_keys: [{ key: 'plain' }] })).toEqual({
      signing_keys: [{ key: HIDDEN }],
    });
    const named = { secrets: [{ name: 'api', key: 'token' }] };
    expect(shown(named)).toEqual(named);
  });

  test('in a command what follows an option', () => {
    const command = ['run', '--db-password', 'letmein', '--size', 'small'];
    expect(shown({ command })).toEqual({
      command: ['run', '--db-password', HIDDEN, '--size', 'small'],
    });
  });

  test('a manifest of a secret of Kubernetes in a text', () => {
    const manifest = (kind: string): string => `apiVersion: v1\nkind: ${kind}\ndata:\n  a: b25l\n`;
    expect(shown({ yaml_body: manifest('Secret') })).toEqual({ yaml_body: HIDDEN });
    expect(shown({ yaml_body: manifest('Pod') })).toEqual({ yaml_body: manifest('Pod') });
  });

  test('a script of a machine among others', () => {
    expect(shown({ metadata: { 'startup-script': 'one', size: 'two' } })).toEqual({
      metadata: { 'startup-script': HIDDEN, size: 'two' },
    });
  });
});

test.each(['n', 'r', 't', 'b', 'f'])('a secret is found with an escaped %s in it', (control) => {
  const note = `it is Tr0ub4dor\\${control}and 3/x`;

  expect(shown({ password: 'Tr0ub4dor and 3/x', note })).toEqual({
    password: HIDDEN,
    note: HIDDEN,
  });
});

describe('a text of settings', () => {
  test.each([
    'db:\n  host: db\n  password: let-me-in\n',
    'db:\n  - dbPassword: "let-me-in" # of the database\n',
    'spring.datasource.password=let-me-in\nport=80\n',
    '[db]\npassword = let-me-in\n',
    'export API_TOKEN=let-me-in\n',
    'secret_key = "let-me-in"',
    'X-Api-Key: let-me-in',
    "host: db\r\n'client-secret': 'let-me-in'\r\n",
    'password: let-me-in   # of the database\n',
    'password = let-me-in;\n',
  ])('%j has a secret, which is hidden elsewhere too', (text) => {
    expect(shown({ text, other: 'it is let-me-in here' })).toEqual({ text: HIDDEN, other: HIDDEN });
  });

  test('of words and blanks is read too', () => {
    const text = 'port 6379\nrequirepass let-me-in1\n';
    expect(shown({ text, other: 'it is let-me-in1 here' })).toEqual({
      text: HIDDEN,
      other: HIDDEN,
    });
    const prose = { text: 'Tokens expire\nPassword Policy\nthe 2nd\n' };
    expect(shown(prose)).toEqual(prose);
  });

  test.each([
    ['the manifest of a secret', 'kind: Secret\nstringData:\n  a: let-me-in\n'],
    ['the last of some documents', 'password: another-1\n---\npassword: >\n  let-me-in\n'],
    ['a pair', 'extraEnv:\n  - name: DB_PASSWORD\n    value: let-me-in\n'],
    ['a pair in quotation marks', '"set":\n- "name": "db.password"\n  "value": "let-me-in"\n'],
    ['what lies below a name', 'a: 1\nsecrets:\n  smtp: let-me-in\n'],
    ['a block', 'a: 1\npassword: >-\n  let-me-in\n'],
    ['a map in a line', 'a: 1\nauth: {user: app, password: let-me-in}\n'],
    ['a manifest in a list', 'extra:\n  - kind: Secret\n    stringData:\n      a: let-me-in\n'],
    ['a parameter', 'Parameters:\n  DBPassword:\n    Type: String\n    Default: let-me-in\n'],
    ['the second document', 'a: 1\n---\nb:\n  - name: API_TOKEN\n    value: let-me-in\n'],
    ['a key beside none', 'b:\n  remoteRef: {}\n---\na:\n  secretKey: let-me-in\n'],
    ['a text within', 'data:\n  a.yaml: |\n    secrets:\n      b: let-me-in\n'],
    ['JSON within', `data:\n  a.json: '{"secrets": {"b": "let-me-in"}}'\n`],
  ])('of YAML is read as a tree: %s', (_, text) => {
    expect(shown({ text, other: 'it is let-me-in here' })).toEqual({ text: HIDDEN, other: HIDDEN });
  });

  test.each([
    'db:\n  host: db\n  replicas: 2\n',
    'passwordSecretName: api\ntokenUrl: https://example.com/token\n',
    'password: null\ntoken: ""\nsecret: $(SECRET)\npin: $(PIN)\napi_key: {{ .Values.key }}\n',
    'existingSecret: true\nmax:\n  tokens: 5\nimagePullSecrets:\n  - name: a\n',
    'env:\n  - name: LOG_LEVEL\n    value: debug\nimage: nginx:1.27\n',
    'Note: this is\nno file of settings, token or not.\n',
    'a: {{ .Values.a }}\nb: [\n',
    'secretsmanager:GetSecretValue',
    'secrets:read',
    'max_tokens: 8192\ntokenTTL: 3600\naccessTokenLifespan: 5m\n',
    'permissions:\n  id-token: write\n  contents: read\n',
    'data:\n  - secretKey: password\n    remoteRef:\n      key: payments\n',
    'a: 1\npassword: $__file{/etc/secrets/db}\ntoken: ref+vault://ci/token\n',
    'api_key: arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf',
    'Tokens are kept for a day, see the secret of the team',
  ])('%j has none', (text) => {
    expect(shown({ text })).toEqual({ text });
  });
});

describe('forms of secrets', () => {
  test('a private key in base64 is none that may be random, as a certificate is', () => {
    const client_certificate = base64(pem('OPENSSH PRIVATE KEY'));
    expect(shown({ client_certificate })).toEqual({ client_certificate: HIDDEN });
  });

  test.each([
    ['AWS access key id', `AKIA${'ABCDEFGH23456723'}`],
    ['AWS secret key', `the secret access key is ${'abcd/efgh+'.repeat(4)}`],
    ['Azure storage key', `AccountName=x;AccountKey=${'abcdefgh'.repeat(6)}==`],
    ['Azure signature', `https://x.example.com/?sp=r&sig=${'abcdefgh%2B'.repeat(2)}`],
    ['GitHub', `ghp_${'abcde'.repeat(7)}`],
    ['GitHub, fine-grained', `github_pat_${'abcde'.repeat(7)}`],
    ['GitLab', `glpat-${'abcde'.repeat(4)}`],
    ['Google', `AIza${'abcde'.repeat(7)}`],
    ['Google OAuth', `GOCSPX-${'abcde'.repeat(5)}`],
    ['Vault', `hvs.${'abcde'.repeat(5)}`],
    ['Terraform Cloud', `${'abcdefg'.repeat(2)}.atlasv1.${'abcde'.repeat(9)}`],
    ['JSON web token', `eyJ${'abcde'.repeat(2)}.eyJ${'abcde'.repeat(2)}.${'abcde'.repeat(2)}`],
    ['npm', `npm_${'abcde'.repeat(7)}`],
    ['OpenAI', `sk-proj-${'aBcde'.repeat(5)}`],
    ['PyPI', `pypi-${'abcde'.repeat(7)}`],
    ['SendGrid', `SG.${'abcde'.repeat(4)}.${'abcde'.repeat(4)}`],
    ['Slack', `xoxb-${'12345-'.repeat(3)}`],
    ['Slack app', `xapp-${'12345-'.repeat(4)}`],
    ['Slack webhook', `https://hooks.slack.com/services/${'ABCDE/'.repeat(4)}`],
    ['Stripe', `sk_live_${'abcde'.repeat(3)}`],
    ['Stripe webhook', `whsec_${'abcde'.repeat(4)}`],
    ['age', `AGE-SECRET-KEY-1${'ABCDE'.repeat(11)}`],
    ['PuTTY', `PuTTY-User-Key-File-3: ssh-ed25519`],
    ['private key', pem('RSA PRIVATE KEY')],
    ['private key in base64', base64(pem('OPENSSH PRIVATE KEY'))],
    ['password hash', `$2b$12$${'abcde'.repeat(5)}`],
    ['bearer token', `curl -H 'Authorization: Bearer ${'abcde'.repeat(4)}'`],
    ['basic login', `Authorization: Basic ${'aBcd'.repeat(4)}`],
    ['login in an address', 'postgres://admin:letmein@db.example.com/x'],
    ['parameter of an address', 'https://example.com/?state=1&code=letmein'],
    ['assignment', 'start --DB_PASSWORD=letmein --fast'],
    ['assignment of an option', 'start --api-key=letmein --fast'],
    ['option', 'start --db-password letmein --fast'],
    ['login of a command', 'curl -u admin:letmein https://example.com'],
    ['login of MySQL', 'mysqldump -h db -u root -pletmein --all-databases'],
    ['login of sshpass', 'sshpass -p letmein ssh admin@example.com'],
    ['line of .netrc', 'machine git.example.com\n  login ci\n  password letmein'],
    ['line of .pgpass', '# ours\ndb.example.com:5432:*:app:letmein\n'],
    ['login of docker', 'docker login -u ci -p letmein registry.example.com'],
    ['login of MongoDB', 'mongosh --host db -u root -p "letmein"'],
    ['login of Redis', 'redis-cli -h cache -a letmein ping'],
    ['login of LDAP', 'ldapsearch -x -w letmein'],
    ['chpasswd', `echo "root:letmein" | sudo chpasswd`],
    ['login of curl without a space', 'curl -uadmin:letmein https://example.com'],
    ['login in an address with what it can not hold', 'amqp://app:let#me/in@mq.example.com'],
    ['login in SQL', "CREATE USER app IDENTIFIED BY 'letmein'"],
    ['password in SQL', "ALTER ROLE app WITH PASSWORD 'letmein'"],
    ['header within a line', `curl -H 'Accept: */*' -H "X-Api-Key: letmein99" https://x`],
    ['option with one dash', 'Connect-It -Password "letmein"'],
    ['short option', 'keytool --storepass letmein'],
    ['assignment in code', `const apiKey = 'let me in'`],
    ['assignment of a hash', 'es { hosts => "x", password => "letmein" }'],
    ['definition', `define('DB_PASSWORD', 'letmein');`],
    ['part of a connection', 'Server=db;User=app;Password = le(t);'],
    ['attribute by its name', '<add key="SmtpPassword" value="letmein"/>'],
    ['element by its name', '<property name="db.password">letmein</property>'],
    ['escaped member', `curl -d "{\\"password\\":\\"letmein\\"}" https://x`],
    ['Slack trigger', `https://hooks.slack.com/triggers/${'ABCDE/'.repeat(4)}`],
    [
      'Discord webhook',
      `https://discord.com/api/webhooks/${'12345'.repeat(3)}/${'abcde'.repeat(4)}`,
    ],
    [
      'Teams webhook',
      `https://x.webhook.office.com/webhookb2/${'12345'.repeat(3)}@x/IncomingWebhook`,
    ],
    ['Healthchecks', 'https://hc-ping.com/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f'],
    ['PagerDuty', `https://events.pagerduty.com/integration/${'0a1b2c3d'.repeat(4)}/enqueue`],
    [
      'VictorOps',
      `https://alert.victorops.com/integrations/generic/1/alert/${'0a1b2c3d-'.repeat(4)}`,
    ],
    ['Datadog', `https://http-intake.logs.datadoghq.com/v1/input/${'0a1b2c3d'.repeat(4)}`],
    ['DigitalOcean', `dop_v1_${'0a1b2c3d'.repeat(8)}`],
    ['Grafana', `glsa_${'abcde'.repeat(6)}`],
    ['Hugging Face', `hf_${'abcde'.repeat(6)}`],
    ['Mailchimp', `${'0a1b2c3d'.repeat(4)}-us14`],
    ['Pulumi', `pul-${'0a1b2c3d'.repeat(5)}`],
    ['Sentry', `sntryu_${'0a1b2c3d'.repeat(8)}`],
    ['Shopify', `shpat_${'0a1b2c3d'.repeat(4)}`],
    ['SonarQube', `squ_${'0a1b2c3d'.repeat(5)}`],
    ['Supabase', `sbp_${'0a1b2c3d'.repeat(5)}`],
    ['password of a web server', `admin:$apr1$abcdefgh$${'abcde'.repeat(4)}`],
    ['password of a directory', `bob:{SSHA}${'abcde'.repeat(6)}=`],
    ['password of MySQL', `AS '*${'0A1B2C3D'.repeat(5)}'`],
    ['random text without vowels', `use ${'kqzt7wrX2bnpLc9d'.repeat(2)}`],
    ['random text in capitals', `use ${'KQZT7WRX2BNPLC9D'.repeat(2)}`],
    ['element', '<server><password>letmein</password></server>'],
    ['member', `echo '{"password": "letmein"}' > /etc/x`],
    ['random text', `the key is ${long(40)}`],
  ])('%s', (_, text) => {
    expect(shown({ note: text })).toEqual({ note: HIDDEN });
  });

  test.each([
    'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
    'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-dev-flight-delays:12',
    'vpc-0a1b2c3d4e5f60718',
    'The basic infrastructure of all teams, with basic authentication',
    'sk-some-long-name-made-of-words-alone',
    'https://oidc.eks.eu-central-1.amazonaws.com/id/D539D4633E53DE1B710A1B2C30AB12CD',
    'arn:aws:route53:::hostedzone/Z04782131K9QW7V5T2M8N',
    `v=DKIM1; k=rsa; p=${long(60)}`,
    `google-site-verification=${long(43)}`,
    `123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-dev@sha256:${'0a1b2c3d'.repeat(8)}`,
    '0a1b2c3d'.repeat(5),
    '0A1B2C3D-0a1b-2c3d-4e5f-0A1B2C3D4E5F',
    'nightshift-dev-input-123456789012-20220817101803364800000002',
    's3://nightshift-dev-input/incoming/2026/11/24/',
    'https://sqs.eu-central-1.amazonaws.com/123456789012/nightshift-dev-dead-letters',
    'https://example.com:8080/path?page=2&sort=name@x',
    '/usr/local/bin/node --experimental-vm-modules /job/runtime/supervisor.js',
    'cron(15 3 * * ? *)',
    'mysql -h db -P3306 -u root -p customers',
    'docker run -p8080:80 -p 443:443 nginx',
    '0a:12:34:cd:ef:01',
    '<aws.scheduler.scheduled-time>',
    '0z1y2x3w4v5u6t7s8r9q0p._domainkey.example.com',
    '0z1y2x3w4v5u6t7s8r9q0p.dkim.amazonses.com',
    'mgmt-prd-https-vpc-kms-rds-1',
    'MGMT_PRD_HTTPS_VPC_KMS_RDS_1',
    'SELECT * FROM t',
    'This table holds the customers of EMEA, and nothing else at all (see ADR-0012).',
    'AmazonECSTaskExecutionRolePolicy',
    'THE_QUICK_BROWN_FOX_JUMPS_1',
    'report2026run1124night0315part0042',
    'REPORT2026RUN1124NIGHT0315PART0042',
    '/a/b1/c/d2/e/f3/g/--/',
    `${pem('CERTIFICATE')}${long(60)}`,
    base64(pem('CERTIFICATE')) + long(60),
    pem('PUBLIC KEY'),
    `ssh-ed25519 ${long(60)} someone@example.com`,
    `ecdsa-sha2-nistp256 ${long(60)}`,
    't4g.micro',
    '10.0.0.0/24',
    'eu-central-1',
  ])('%j stays readable', (text) => {
    expect(shown({ note: text })).toEqual({ note: text });
  });

  test.each([
    'source_code_hash',
    'arn',
    'dkim_tokens',
    'checksum',
    'crc32',
    'image_digest',
    'etag',
    'key_fingerprint',
    'id',
    'build_ids',
    'content_base64sha256',
    'content_md5',
    'content_sha1',
    'content_sha512',
    'public_key',
    'certificate',
    'thumbprint',
    's3_object_version',
    'clientId',
    'codeHash',
  ])('random text as %s is no secret', (name) => {
    expect(shown({ [name]: long(44) })).toEqual({ [name]: long(44) });
  });
});

describe('what is made from a secret', () => {
  const digest = (algorithm: string, form: 'hex' | 'base64' | 'base64url'): string =>
    createHash(algorithm).update(SECRET).digest(form);

  test.each([
    digest('md5', 'hex'),
    digest('sha1', 'hex').toUpperCase(),
    digest('sha256', 'hex'),
    `sha256:${digest('sha256', 'hex')}`,
    digest('sha384', 'hex'),
    digest('sha512', 'hex'),
    digest('md5', 'base64'),
    digest('sha1', 'base64'),
    digest('sha256', 'base64'),
    digest('sha512', 'base64'),
    digest('sha256', 'base64url'),
    digest('sha256', 'base64').replace('=', ''),
    digest('md5', 'base64url'),
    digest('sha1', 'base64url'),
    digest('sha512', 'base64url'),
  ])('its digest %s is hidden wherever it stands', (id) => {
    expect(shown({ content: SECRET, id }, { content: true })['id']).toBe(HIDDEN);
    expect(shown({ content: 'other', id }, { content: true })['id']).toBe(id);
  });

  test('the digest of a secret that is too short to be sought', () => {
    const id = createHash('sha256').update('1234').digest('hex');
    expect(shown({ content: '1234', id }, { content: true })['id']).toBe(HIDDEN);
  });

  test.each([
    'content_md5',
    'content_sha1',
    'content_sha256',
    'content_sha512',
    'content_base64sha256',
    'content_hash',
    'content_checksum',
    'content_digest',
    'content_fingerprint',
    'contentLength',
    'content_size',
    'content_crc32',
    'content_crc32c',
    'content_base64',
    'content_hex',
    'content_bcrypt',
  ])('%s beside it is hidden, whatever it holds', (name) => {
    expect(shown({ content: SECRET, [name]: 'salted' }, { content: true })[name]).toBe(HIDDEN);
    expect(shown({ content: 'open', [name]: 'salted' })[name]).toBe('salted');
  });

  test('what is not known of it stays unknown', () => {
    const change = { after: { content: SECRET }, after_sensitive: { content: true } };
    const plan = planOf({ ...change, after_unknown: { content_md5: true } });
    expect(sides(hide(plan)).after['content_md5']).toBe(UNKNOWN);
  });
});

describe('the rest of the plan', () => {
  const elsewhere = (secret: string, text: string): unknown =>
    shown({ secret_one: secret, other: { list: [text] } })['other'];

  test.each<[string, (secret: string) => string]>([
    ['plain', (secret) => `a ${secret} b`],
    ['escaped', (secret) => `echo ${JSON.stringify(JSON.stringify(`"${secret}"`))}`],
    ['escaped by numbers', (secret) => `"${secret.replace('&', '\\u0026')}"`],
    ['base64', (secret) => Buffer.from(secret).toString('base64')],
    ['base64 behind one', (secret) => Buffer.from(`x${secret}`).toString('base64')],
    ['base64 behind two', (secret) => Buffer.from(`xx${secret}y`).toString('base64')],
    ['base64 of its JSON', (secret) => base64(JSON.stringify({ a: `<${secret}>` }))],
    ['base64 for addresses', (secret) => Buffer.from(secret).toString('base64url')],
    ['base64 in lines', (secret) => base64(secret).replace(/.{5}/g, '$&\n')],
    ['for an address', (secret) => `x=${encodeURIComponent(secret)}`],
    [
      'in XML',
      (secret) =>
        `<a>${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}</a>`,
    ],
    [
      'in XML by numbers',
      (secret) => `<a>${secret.replace(/\W/g, (one) => `&#${one.charCodeAt(0)};`)}</a>`,
    ],
    [
      'in HTML by numbers',
      (secret) => secret.replace(/\W/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`),
    ],
    ['for an address in an address', (secret) => encodeURIComponent(encodeURIComponent(secret))],
    ['for a form', (secret) => new URLSearchParams({ x: secret }).toString()],
    ['for an address in JSON', (secret) => JSON.stringify(JSON.stringify(encodeURI(`"${secret}`)))],
    ['in two lines', (secret) => `${secret.slice(0, 5)}\n    ${secret.slice(5)}`],
    [
      'in two escaped lines',
      (secret) => JSON.stringify(`(${secret.slice(0, 5)}\n${secret.slice(5)})`),
    ],
  ])('a secret is found %s', (_, disguise) => {
    for (const secret of [SECRET, 'p"ss\\w/rd+1', 'ÄÖÜ-geheim?>', 'correct horse battery staple'])
      expect(elsewhere(secret, `${disguise(secret)} `)).toEqual({ list: [HIDDEN] });
  });

  test('in keys, addresses, imports, checks, outputs and drift', () => {
    const address = `a_b.c["x ${SECRET} y"]`;
    const change = { actions: ['update'], before: {}, after: { text: [`see ${SECRET}`] } };
    const at = { to_display: address };
    const moved = {
      address,
      previous_address: `module.m["${SECRET}"].a_b.c`,
      module_address: `module.m["${SECRET}"]`,
      change: {
        ...change,
        after: { [`a ${SECRET}`]: 1, [`b ${SECRET}`]: 2, c: 3 },
        importing: { id: `at/${SECRET}` },
        replace_paths: [[`a ${SECRET}`]],
      },
      action_reason: SECRET,
      deposed: SECRET,
      ...Object.fromEntries(['type', 'name', 'provider_name'].map((name) => [name, SECRET])),
    };
    const plan = planOf(
      { before: { token: SECRET } },
      {
        terraform_version: SECRET,
        resource_drift: [
          moved,
          { ...moved, change: { ...moved.change, actions: ['delete', 'create'] } },
        ],
        output_changes: { [SECRET]: change },
        checks: [{ address: at, status: 'fail', problems: [{ message: `not ${SECRET}!` }] }],
        deferred_changes: [{ reason: SECRET, resource_change: { address } }],
      },
    );
    const hidden = hide(plan);
    expect(JSON.stringify(hidden)).not.toContain(SECRET.slice(1, -1));
    expect(hidden.drift[0]?.address).toBe('a_b.c["x (hidden) y"]');
    expect(hidden.checks).toMatchObject([{ problems: ['not (hidden)!'] }]);
    expect(hidden.drift[0]?.after).toEqual({ 'a (hidden)': 1, 'b (hidden) 2': 2, c: 3 });
  });

  test('two addresses that are covered stay two', () => {
    const secrets = ['first-secret-1', 'second-secret-2'];
    const changes = secrets.flatMap((secret) =>
      ['a', 'b'].map((name) => ({
        mode: 'managed',
        type: 'a_b',
        name,
        change: { actions: ['create'], after: { password: secret } },
        module_address: `module.m["${secret}"]`,
        address: `module.m["${secret}"].a_b.${name}["${secret}"]`,
      })),
    );
    const plan = JSON.stringify({ format_version: '1.2', resource_changes: changes });
    const { changes: hidden } = hide(readPlan(plan));

    expect(hidden.map(({ address }) => address)).toEqual(
      ['(hidden)', '(hidden 2)'].flatMap((key) =>
        ['a', 'b'].map((name) => `module.m["${key}"].a_b.${name}["${key}"]`),
      ),
    );
    expect(hidden.map(({ module }) => module)).toEqual(
      ['(hidden)', '(hidden 2)'].flatMap((key) => [`module.m["${key}"]`, `module.m["${key}"]`]),
    );
  });

  test('keys and addresses with the form of a credential', () => {
    const token = `ghp_${'abcde'.repeat(7)}`;
    expect(shown({ map: { [token]: 1 } })).toEqual({ map: { [HIDDEN]: 1 } });
  });

  test('secrets that only the states and variables know', () => {
    const plan = planOf(
      { after: { note: SECRET } },
      {
        variables: { x: { value: SECRET } },
        configuration: { root_module: { variables: { x: { sensitive: true } } } },
      },
    );
    expect(sides(hide(plan)).after['note']).toBeInstanceOf(Hidden);
  });

  test('secrets of what stays as it is, marked or not', () => {
    const change = (actions: string[], values: Members, name: string): Members => ({
      ...{ address: `a_b.${name}`, mode: 'managed', type: 'a_b', name },
      change: { actions, before: values, after: values },
    });
    const plan = readPlan(
      JSON.stringify({
        format_version: '0.1',
        resource_changes: [
          change(['no-op'], { password: SECRET }, 'stays'),
          change(['update'], { note: `it is ${SECRET} here` }, 'changes'),
        ],
      }),
    );

    expect(hide(plan).changes.map(({ name }) => name)).toEqual(['changes']);
    expect(sides(hide(plan)).after['note']).toBeInstanceOf(Hidden);
  });

  test.each([
    true,
    8080,
    'a',
    'admin',
    'Production',
    'PROD',
    '123456789012',
    '3.14159',
    'eu-central-1',
    'us-gov-west-1',
    'eu-central-1a',
    'db.t4g.micro',
    '10.0.0.0/24',
    'v1.25.3',
    '2012-10-17',
    '2026-11-24T03:15:00Z',
    'cron(15 3 * * ? *)',
    'arn:aws:iam::123456789012:role/x',
    'ecs-tasks.amazonaws.com',
    's3:GetObject',
    'application/json',
  ])('%j may be marked without being hidden elsewhere', (value) => {
    expect(shown({ marked: value, open: value }, { marked: true })).toEqual({
      marked: HIDDEN,
      open: value,
    });
  });

  test('a short secret is found as a word of its own, and not in other words', () => {
    expect(elsewhere('hunter2', 'the "hunter2" one')).toEqual({ list: [HIDDEN] });
    expect(elsewhere('hunter2', 'bountyhunter27')).toEqual({ list: ['bountyhunter27'] });
  });

  test('many secrets that begin and end alike are all found', () => {
    const secrets = Array.from({ length: 300 }, (_, number) => `#!/bin/sh ${number} && exit`);
    const plan = planOf({ after: { tokens: secrets, notes: secrets.map((text) => `> ${text}`) } });
    expect(JSON.stringify(sides(hide(plan)).after)).not.toContain('exit');
  });
});

test.each(['&', '<', '>', '"', "'"])('a secret with %s in it is found in XML', (sign) => {
  const entity = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }[sign];
  const note = `<note>a ${`Tr0ub4dor${entity}3/x`} b</note>`;

  expect(shown({ password: `Tr0ub4dor${sign}3/x`, note })['note']).toBe(HIDDEN);
});

describe('what is equal on both sides', () => {
  const same = 'b0ttle-0f-1nk';
  /** What is beside an equal value before and after, the value's name, and its resource's type. */
  const ROWS: readonly (readonly [before: Members, after: Members, key: string, type: string])[] = [
    [{ name: 'COLOR' }, { name: 'DB_PASSWORD' }, 'value', 'a_b'],
    [{ parameter_key: 'color' }, { parameter_key: 'password' }, 'parameter_value', 'a_b'],
    [{ header_name: 'Accept' }, { header_name: 'X-Api-Key' }, 'header_value', 'a_b'],
    [{ value: 'b' }, {}, 'key', 'random_password'],
    [{ string_value: 'b' }, {}, 'key', 'random_password'],
    [{ encrypted_value: 'b' }, {}, 'key', 'random_password'],
    [{ content: 'b' }, {}, 'key', 'random_password'],
    [{ content_base64: 'b' }, {}, 'key', 'random_password'],
    [{ data: 'b' }, {}, 'key', 'random_password'],
    [{ data_json: 'b' }, {}, 'key', 'random_password'],
    [{ payload: 'b' }, {}, 'key', 'random_password'],
    [{ result: 'b' }, {}, 'key', 'random_password'],
    [{ version: '1' }, {}, 'secret', 'a_b'],
    [{ project: 'p' }, {}, 'secret_id', 'a_b'],
    [{ replication: 'auto' }, {}, 'secret_id', 'a_b'],
    [{ rotation_rules: '7 days' }, {}, 'secret_id', 'a_b'],
    [{ secret_string: 'b' }, {}, 'secret_id', 'a_b'],
    [{ version_stages: 'b' }, {}, 'secret_id', 'a_b'],
    [{ remoteRef: 'b' }, {}, 'secretKey', 'a_b'],
    [{ type: 'String' }, { type: 'SecureString' }, 'value', 'a_b'],
    [{ namespace: 'aws:other' }, { namespace: 'aws:environment' }, 'value', 'a_b'],
    [{ sensitive: false }, { sensitive: true }, 'value', 'a_b'],
    [{}, { is_secret: true }, 'value', 'a_b'],
    [{ value_masked: false }, { value_masked: true }, 'value', 'a_b'],
    [{ encrypted: false }, { encrypted: true }, 'value', 'a_b'],
    [{ secured: false }, { secured: true }, 'value', 'a_b'],
    [{ write_only: false }, { write_only: true }, 'value', 'a_b'],
  ];
  test.each(ROWS)('is judged anew where %j becomes %j beside it', (before, after, key, type) => {
    const plan = (from: unknown) =>
      planOf({ before: from, after: { ...after, [key]: same } }, {}, type);
    const alone = sides(hide(plan(null))).after[key];
    expect(alone).toBeInstanceOf(Hidden);
    expect(sides(hide(plan({ ...before, [key]: same }))).after[key]).toBeInstanceOf(Hidden);
  });

  test('so is a tree, and a map of Kubernetes that becomes a secret', () => {
    const data = { a: same };
    const plan = planOf({ before: { kind: 'ConfigMap', data }, after: { kind: 'Secret', data } });
    expect(sides(hide(plan)).after['data']).toBeInstanceOf(Hidden);
  });

  test('whatever is hidden of one side alone is hidden beside the other', () => {
    const name = fc.constantFrom(
      ...['name', 'key', 'value', 'type', 'kind', 'namespace', 'data', 'secret', 'sensitive'],
      ...['version', 'path', 'password', 'password_md5', 'token', 'tags', 'env', 'secret_id', 'a'],
    );
    const text = fc.constantFrom(
      ...[
        'DB_PASSWORD',
        'COLOR',
        'SecureString',
        'Secret',
        'x:environment',
        same,
        'blue',
        '7f3K9q',
      ],
    );
    const value = fc.oneof(text, text, fc.boolean(), fc.constant(null));
    const tree = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value, { maxKeys: 3 })));
    const type = fc.constantFrom(
      'a_b',
      'random_password',
      'kubernetes_secret',
      'aws_ssm_parameter',
    );
    fc.assert(
      fc.property(tree, tree, fc.array(name), type, (old, other, gone, type) => {
        const after = Object.fromEntries(
          Object.entries({ ...old, ...other }).filter(([key]) => !gone.includes(key)),
        );
        const hiddenIn = (before: unknown): readonly string[] => {
          const values = sides(hide(planOf({ before, after }, {}, type))).after;
          return Object.keys(values).filter((key) => values[key] instanceof Hidden);
        };
        expect(hiddenIn(old)).toEqual(expect.arrayContaining([...hiddenIn(null)]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('any plan', () => {
  const harmless = [
    't4g.micro',
    'cron(15 3 * * ? *)',
    'arn:aws:iam::123456789012:role/nightshift/dev/flight-delays',
    `123456789012.dkr.ecr.eu-central-1.amazonaws.com/x@sha256:${'0a1b2c3d'.repeat(8)}`,
  ];
  const secret = fc
    .string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'aZ9q+/ "\\<%ä$&=') })
    .map((text) => `${text.trim()}-7x`)
    .filter((text) => text.length >= 8);

  test('a planted secret is nowhere, in no disguise, and what is harmless is there', () => {
    const planted = secret.chain((text) =>
      plans({ secret: text, harmless }).map((plan) => ({ secret: text, json: plan.text })),
    );
    fc.assert(
      fc.property(planted, ({ secret, json }) => {
        const text = JSON.stringify(hide(readPlan(json)));
        expect(disguiseIn(text, secret)).toBeUndefined();
        for (const one of harmless) expect(text).toContain(one);
      }),
      { numRuns: 300 },
    );
  });

  test('hiding once more hides nothing more', () => {
    const again = (plan: Plan): Plan => {
      const marks = { before: false, after: false };
      const mark = <T>(one: T): T & { marks: typeof marks } => ({ ...one, marks });
      const { changes, outputs, drift } = plan;
      return hide({
        ...plan,
        changes: changes.map(mark),
        outputs: outputs.map(mark),
        drift: drift.map(mark),
        silent: [],
        secrets: [],
      });
    };
    fc.assert(
      fc.property(plans({ secret: SECRET }), ({ text }) => {
        const once = hide(readPlan(text));
        expect(JSON.stringify(again(once))).toBe(JSON.stringify(once));
      }),
    );
  });

  test('what differed differs still, and what was the same is', () => {
    fc.assert(
      fc.property(plans(), ({ text }) => {
        const plan = readPlan(text);
        for (const [number, { action, before, after }] of hide(plan).changes.entries()) {
          const same =
            JSON.stringify(plan.changes[number]?.before) ===
            JSON.stringify(plan.changes[number]?.after);
          if (action === 'stay' && same) expect(before).toEqual(after);
        }
      }),
    );
  });
});
