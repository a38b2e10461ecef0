import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import type { Change, Tree, Value } from '../plan.ts';

const DATA = ['high', 'destroys data'];

describe('what holds data', () => {
  test.each<[string, Tree, string]>([
    ['aws_s3_bucket', { bucket: 'b', force_destroy: true }, 'destroys bucket b and its objects'],
    [
      'aws_s3_bucket',
      { bucket: 'b', force_destroy: false },
      'destroys bucket b and its objects: AWS refuses unless it is empty',
    ],
    [
      'aws_ecr_repository',
      { name: 'r', force_delete: true },
      'destroys image repository r and its images',
    ],
    [
      'aws_ecr_repository',
      { name: 'r' },
      'destroys image repository r and its images: AWS refuses unless it is empty',
    ],
    ['aws_dynamodb_table', { name: 't' }, 'destroys table t and its items'],
    [
      'aws_dynamodb_table',
      { name: 't', deletion_protection_enabled: true },
      'destroys table t and its items: AWS refuses, since it is protected from deletion',
    ],
    [
      'aws_db_instance',
      { identifier: 'd', skip_final_snapshot: true },
      'destroys database d and its data, without a final snapshot',
    ],
    [
      'aws_rds_cluster',
      { cluster_identifier: 'd', skip_final_snapshot: false },
      'destroys database cluster d and its data; a final snapshot is kept',
    ],
    [
      'aws_rds_cluster',
      { cluster_identifier: 'd', deletion_protection: true },
      'destroys database cluster d and its data: AWS refuses, since it is protected from deletion',
    ],
    [
      'aws_kms_key',
      { description: 'k', deletion_window_in_days: 7 },
      'destroys key k and its key material, after 7 days in which that can be cancelled; nothing encrypted with it can be read then',
    ],
    [
      'aws_secretsmanager_secret',
      { name: 's' },
      'destroys secret s and its value, after 30 days in which it can be restored',
    ],
    [
      'aws_secretsmanager_secret',
      { name: 's', recovery_window_in_days: 0 },
      'destroys secret s and its value, at once',
    ],
    ['aws_cloudwatch_log_group', { name: '/x' }, 'destroys log group /x and its logs'],
    ['google_storage_bucket', { name: 'b' }, 'destroys bucket b and its objects'],
    ['github_repository', { name: 'g' }, 'destroys github repository g and its commits'],
    ['acme_database', { name: 'd' }, 'destroys acme database d and its content'],
    ['acme_big_volume', { name: 'd' }, 'destroys acme big volume d and its content'],
    ['acme_bucket_v2', { name: 'd' }, 'destroys acme bucket v2 d and its content'],
  ])('%s that goes loses it: %j', (type, before, expected) => {
    const change = changeOf(type, before, undefined);
    const [first] = explained(change);

    expect(said(change)).toEqual([expected]);
    expect([first?.risk, first?.reason]).toEqual(DATA);
  });

  test('is on its way in a queue: messages may be asked for again', () => {
    const change = changeOf('aws_sqs_queue', { name: 'q' }, undefined);
    const [first] = explained(change);

    expect(said(change)).toEqual(['destroys queue q and its messages']);
    expect([first?.risk, first?.reason]).toEqual(['medium', 'drops messages']);
  });

  test.each(['aws_route_table', 'aws_sns_topic', 'aws_s3_bucket_policy', 'aws_db_subnet_group'])(
    'is not %s',
    (type) => {
      expect(explained(changeOf(type, { name: 'x' }, undefined)).map(({ risk }) => risk)).toEqual([
        'low',
      ]);
    },
  );

  test.each<[string, Partial<Change>, string, string]>([
    [
      'replaced',
      { action: 'replace', reason: 'replace_because_cannot_update', forcedBy: [['name']] },
      "replaces table t, since name can't be changed in place: its items are lost",
      'high',
    ],
    [
      'deposed',
      { action: 'delete', deposed: 'abc' },
      'destroys the old table t that a failed replacement left behind',
      'high',
    ],
    ['forgotten', { action: 'forget' }, 'keeps table t with its content: no longer managed', 'low'],
  ])('and is %s says so', (_, over, expected, risk) => {
    const after = over.action === 'replace' ? { name: 'u' } : undefined;
    const [first] = explained(changeOf('aws_dynamodb_table', { name: 't' }, after, over));

    expect(said(changeOf('aws_dynamodb_table', { name: 't' }, after, over))[0]).toBe(
      expected.replace('table t', after ? 'table u' : 'table t'),
    );
    expect(first?.risk).toBe(risk);
  });

  test('but messages alone drops them, what a failed replacement left too', () => {
    const queue = changeOf('aws_sqs_queue', { name: 'q' }, undefined, { deposed: 'abc' });

    expect(explained(queue)[0]).toMatchObject({ risk: 'medium', reason: 'drops messages' });
  });

  test('stays where its resource says so, and loses little where it holds copies', () => {
    const log = changeOf('aws_cloudwatch_log_group', { name: '/x', skip_destroy: true }, undefined);
    const copies = changeOf(
      'aws_ecr_repository',
      { name: 'r', tags: { content: 'transient' } },
      undefined,
    );

    expect(said(log)).toEqual(['keeps log group /x with its content: no longer managed']);
    expect(said(copies)).toEqual(['destroys image repository r: it only holds copies']);
    expect([log, copies].map((change) => explained(change)[0]?.risk)).toEqual(['low', 'low']);
  });

  test('is forgotten in the words of the command that lets go of it', () => {
    const change = changeOf('aws_s3_bucket', { bucket: 'b' }, undefined, { action: 'forget' });

    expect(said(change)).toEqual(['keeps bucket b with its content: no longer managed']);
  });
});

const one = (name: string, before: Value, after: Value): readonly [Tree, Tree] => [
  { name: 'x', [name]: before },
  { name: 'x', [name]: after },
];

const LIFTS = 'lifts a protection';
const SHORTENS = 'shortens how long data is kept';
const BACKUP = 'removes a backup';

describe('what keeps data', () => {
  test.each<[string, readonly [Tree, Tree], string, string | undefined]>([
    [
      'aws_s3_bucket',
      one('force_destroy', false, true),
      'Terraform may now empty and destroy bucket x',
      LIFTS,
    ],
    [
      'aws_s3_bucket',
      one('force_destroy', true, false),
      'Terraform may no longer destroy bucket x with its content',
      undefined,
    ],
    [
      'aws_ecr_repository',
      one('force_delete', null, true),
      'Terraform may now empty and destroy image repository x',
      LIFTS,
    ],
    [
      'aws_rds_cluster',
      one('deletion_protection', true, false),
      'database cluster x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'aws_rds_cluster',
      one('deletion_protection', false, true),
      'database cluster x is protected from deletion',
      undefined,
    ],
    [
      'aws_dynamodb_table',
      one('deletion_protection_enabled', true, false),
      'table x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'aws_lb',
      one('enable_deletion_protection', true, false),
      'load balancer x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'aws_instance',
      one('disable_api_termination', true, false),
      'instance x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'hcloud_server',
      one('delete_protection', true, false),
      'server x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'azurerm_key_vault',
      one('purge_protection_enabled', true, false),
      'key vault x is no longer protected from deletion',
      LIFTS,
    ],
    [
      'google_sql_database_instance',
      one('backup_configuration', [{ enabled: true }], [{ enabled: false }]),
      'backup configuration enabled true → false: a protection goes',
      LIFTS,
    ],
    [
      'aws_cloudtrail',
      one('enable_logging', true, false),
      'enable logging true → false: a protection goes',
      LIFTS,
    ],
    [
      'aws_guardduty_detector',
      one('enable', true, false),
      'enable true → false: a protection goes',
      LIFTS,
    ],
    [
      'aws_kms_key',
      one('enable_key_rotation', true, null),
      'enable key rotation removed (was true): a protection goes',
      LIFTS,
    ],
    [
      'aws_instance',
      one('metadata_options', [{ http_tokens: 'required' }], [{ http_tokens: 'optional' }]),
      'http tokens required → optional: a protection goes',
      LIFTS,
    ],
    [
      'aws_api_gateway_method',
      one('api_key_required', true, false),
      'api key required true → false: a protection goes',
      LIFTS,
    ],
    [
      'azurerm_storage_account',
      one('https_traffic_only_enabled', true, false),
      'https traffic only enabled true → false: a protection goes',
      LIFTS,
    ],
    [
      'kubernetes_deployment',
      one(
        'spec',
        [{ container: [{ privileged: false }] }],
        [{ container: [{ privileged: true }] }],
      ),
      'privileged false → true: it may do what its machine may',
      'privileged container',
    ],
    [
      'acme_link',
      one('skip_tls_validation', null, true),
      'skip tls validation true (new): a protection goes',
      LIFTS,
    ],
    [
      'acme_link',
      one('skip_tls_validation', true, false),
      'acme link: skip tls validation true → false',
      undefined,
    ],
    [
      'aws_cloudfront_distribution',
      one('enabled', true, false),
      'cloudfront distribution: enabled true → false',
      undefined,
    ],
    [
      'aws_ecs_cluster',
      one('encryption_mode', 'DISABLED', 'ENABLED'),
      'cluster: encryption mode DISABLED → ENABLED',
      undefined,
    ],
    [
      'azurerm_mysql_flexible_server',
      one('backup_retention_days', 35, 7),
      'backups are kept 7 days (was 35)',
      SHORTENS,
    ],
    [
      'azurerm_key_vault',
      one('soft_delete_retention_days', 90, 7),
      'content is kept 7 days (was 90 days): what is older is deleted',
      SHORTENS,
    ],
    [
      'aws_db_instance',
      one('skip_final_snapshot', false, true),
      'no final snapshot is made when it is deleted',
      LIFTS,
    ],
    [
      'aws_db_instance',
      one('skip_final_snapshot', true, false),
      'a final snapshot is made when it is deleted',
      undefined,
    ],
    [
      'aws_s3_bucket_versioning',
      one('versioning_configuration', [{ status: 'Enabled' }], [{ status: 'Suspended' }]),
      "versioning suspended: overwritten and deleted objects can't be brought back any more",
      LIFTS,
    ],
    [
      'aws_s3_bucket',
      one('versioning', [{ enabled: false }], [{ enabled: true }]),
      'overwritten and deleted objects can be brought back from now on',
      undefined,
    ],
    [
      'google_sql_database_instance',
      one('point_in_time_recovery_enabled', true, false),
      'can no longer be restored to an earlier time',
      BACKUP,
    ],
    [
      'aws_dynamodb_table',
      one('point_in_time_recovery', [{ enabled: true }], [{ enabled: false }]),
      'can no longer be restored to an earlier time',
      BACKUP,
    ],
    [
      'aws_dynamodb_table',
      one('point_in_time_recovery', [{ enabled: false }], [{ enabled: true }]),
      'can be restored to any point in time of the last weeks',
      undefined,
    ],
    [
      'google_sql_database_instance',
      one('point_in_time_recovery_enabled', true, false),
      'can no longer be restored to an earlier time',
      BACKUP,
    ],
    [
      'aws_db_instance',
      one('backup_retention_period', 7, 0),
      'no backups any more (was 7 days)',
      BACKUP,
    ],
    [
      'aws_db_instance',
      one('backup_retention_period', 7, 1),
      'backups are kept 1 day (was 7)',
      SHORTENS,
    ],
    [
      'aws_elasticache_cluster',
      one('snapshot_retention_limit', 1, 7),
      'backups are kept 7 days (was 1)',
      undefined,
    ],
    [
      'aws_cloudwatch_log_group',
      one('retention_in_days', 30, 7),
      'logs are kept 7 days (was 30 days): what is older is deleted',
      SHORTENS,
    ],
    [
      'aws_cloudwatch_log_group',
      one('retention_in_days', 0, 7),
      'logs are kept 7 days (was forever): what is older is deleted',
      SHORTENS,
    ],
    [
      'aws_cloudwatch_log_group',
      one('retention_in_days', 7, 0),
      'logs are kept forever (was 7 days)',
      undefined,
    ],
    [
      'aws_sqs_queue',
      one('message_retention_seconds', 345_600, 3600),
      'content is kept 1h (was 4 days): what is older is deleted',
      SHORTENS,
    ],
    [
      'google_storage_bucket',
      one('retention_period', 86400, 3600),
      'bucket: retention period 86400 → 3600',
      undefined,
    ],
    [
      'aws_kinesis_stream',
      one('retention_period', 24, 48),
      'content is kept 2 days (was 1 day)',
      undefined,
    ],
    [
      'aws_s3_bucket_server_side_encryption_configuration',
      [
        { rule: [{ apply: [{ sse_algorithm: 'AES256' }] }] },
        {
          rule: [
            {
              bucket_key_enabled: true,
              apply: [{ sse_algorithm: 'aws:kms', kms_master_key_id: 'k' }],
            },
          ],
        },
      ],
      'new content is encrypted with the key k (was keys that AWS owns)',
      undefined,
    ],
    [
      'aws_cloudwatch_log_group',
      one('kms_key_id', 'k', null),
      'new content is encrypted with keys that AWS owns (was the key k)',
      undefined,
    ],
  ])('of %s %#', (type, [before, after], expected, reason) => {
    const change = changeOf(type, before, after);

    expect(said(change)).toEqual([expected]);
    expect(explained(change)[0]?.reason).toBe(reason);
  });

  test.each<[string, string]>([
    [
      'aws_s3_bucket_versioning',
      "suspends versioning of b: overwritten and deleted objects can't be brought back any more",
    ],
    ['aws_s3_bucket_object_lock_configuration', 'objects of b are no longer locked'],
    ['aws_backup_plan', 'removes backup plan b: what it backed up is no longer backed up'],
    [
      'aws_backup_selection',
      'removes backup selection b: what it backed up is no longer backed up',
    ],
    [
      'aws_dlm_lifecycle_policy',
      'removes dlm lifecycle policy b: what it backed up is no longer backed up',
    ],
    ['aws_cloudtrail', 'removes cloudtrail b: a protection goes'],
    ['aws_wafv2_web_acl_association', 'removes wafv2 web ACL association b: a protection goes'],
    [
      'aws_organizations_policy_attachment',
      'removes organizations policy attachment b: a protection goes',
    ],
    ['github_branch_protection_v3', 'removes github branch protection v3 b: a protection goes'],
  ])('%s that goes is told, with a risk', (type, expected) => {
    const change = changeOf(type, { bucket: 'b', name: 'b' }, undefined);

    expect(said(change)).toEqual([expected]);
    expect(explained(change)[0]?.risk).toBe('medium');
  });
});

describe("a bucket's expiry", () => {
  const rules = (...rule: Tree[]): Tree => ({ bucket: 'b', rule });
  const rule = (days: number | undefined, over: Tree = {}): Tree => ({
    id: 'clean-up',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    expiration: days === undefined ? [] : [{ days }],
    noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    ...over,
  });
  const markers = {
    id: 'delete-markers',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    expiration: [{ expired_object_delete_marker: true }],
  };
  const DELETES = 'deletes older objects';

  test.each<[string, Tree, Tree, string, string | undefined]>([
    [
      'sooner',
      rules(rule(90)),
      rules(rule(30)),
      'objects older than 30 days are deleted (were kept 90 days)',
      DELETES,
    ],
    ['later', rules(rule(30)), rules(rule(90)), 'objects are kept 90 days (was 30)', undefined],
    [
      'from now on',
      rules(rule(undefined)),
      rules(rule(30), markers),
      'objects older than 30 days are deleted (were kept until now)',
      DELETES,
    ],
    [
      'no more',
      rules(rule(30), markers),
      rules(rule(undefined)),
      'objects are kept (were deleted after 30 days)',
      undefined,
    ],
    [
      'switched off',
      rules(rule(30)),
      rules(
        rule(30, { status: 'Disabled', noncurrent_version_expiration: [{ noncurrent_days: 30 }] }),
      ),
      'objects are kept (were deleted after 30 days)',
      undefined,
    ],
    [
      'below a prefix',
      rules(rule(90, { filter: [{ prefix: 'tmp/' }] })),
      rules(rule(30, { filter: [{ prefix: 'tmp/' }] })),
      'objects below tmp/ older than 30 days are deleted (were kept 90 days)',
      DELETES,
    ],
    [
      'of some',
      rules(rule(90, { filter: [{ tag: [{ key: 'a', value: 'b' }] }] })),
      rules(rule(30, { filter: [{ tag: [{ key: 'a', value: 'b' }] }] })),
      'some objects older than 30 days are deleted (were kept 90 days)',
      DELETES,
    ],
    [
      'of old versions',
      rules(rule(90)),
      rules(rule(90, { noncurrent_version_expiration: [{ noncurrent_days: 7 }] })),
      'overwritten and deleted objects can be brought back for 7 days (was 30 days)',
      DELETES,
    ],
    [
      'of old versions, later',
      rules(rule(90)),
      rules(rule(90, { noncurrent_version_expiration: [{ noncurrent_days: 60 }] })),
      'overwritten and deleted objects can be brought back for 60 days (was 30 days)',
      undefined,
    ],
  ])('%s', (_, before, after, expected, reason) => {
    const change = changeOf('aws_s3_bucket_lifecycle_configuration', before, after);

    expect(said(change)[0]).toBe(expected);
    expect(explained(change)[0]?.reason).toBe(reason);
    expect(said(change).slice(1).join()).not.toContain('bucket expiry:');
  });

  test.each<[string, Tree, Tree]>([
    ['a filter', { filter: [{ prefix: 'a/' }] }, { filter: [{ prefix: 'b/' }] }],
    ['a prefix', { filter: [], prefix: 'a/' }, { filter: [], prefix: 'b/' }],
  ])('names the objects that it means now, and says no more of %s', (_, old, next) => {
    const [before, after] = [rules(rule(90, old)), rules(rule(30, next))];

    expect(said(changeOf('aws_s3_bucket_lifecycle_configuration', before, after))).toEqual([
      'objects below b/ older than 30 days are deleted (were kept 90 days)',
    ]);
  });

  test('that goes leaves all objects', () => {
    expect(
      said(changeOf('aws_s3_bucket_lifecycle_configuration', rules(rule(90)), undefined)),
    ).toEqual(['objects of b are kept: no rule deletes them any more']);
  });
});
