import { expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../../tests/support/change.ts';
import type { Tree } from '../../plan.ts';

const NOTHING: Tree = { name: 'x' };

test.each<[string, Tree, string, string]>([
  [
    'google_storage_bucket_iam_member',
    { member: 'allUsers' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'google_project_iam_binding',
    { members: ['user:a@example.com', 'allAuthenticatedUsers'] },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'google_project_iam_policy',
    {
      policy_data: {
        bindings: [
          { role: 'roles/viewer', members: ['user:a@example.com'] },
          { members: ['allUsers'] },
        ],
      },
    },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'google_project_iam_policy',
    { policy_data: { bindings: [{ role: 'roles/viewer' }, { role: 'roles/editor' }] } },
    'as roles/editor one may do nearly everything',
    'makes an administrator',
  ],
  [
    'google_project_iam_member',
    { role: 'roles/owner' },
    'as roles/owner one may do nearly everything',
    'makes an administrator',
  ],
  [
    'azurerm_role_assignment',
    { role_definition_name: 'Owner' },
    'as Owner one may do nearly everything',
    'makes an administrator',
  ],
  [
    'kubernetes_cluster_role_binding',
    { role_ref: [{ name: 'cluster-admin' }] },
    'as cluster-admin one may do nearly everything',
    'makes an administrator',
  ],
  [
    'acme_database',
    { publicly_accessible: true },
    'can be reached from the internet',
    'opens to the internet',
  ],
  [
    'azurerm_mssql_firewall_rule',
    { start_ip_address: '0.0.0.0', end_ip_address: '255.255.255.255' },
    'can be reached from the internet',
    'opens to the internet',
  ],
  [
    'aws_ami_launch_permission',
    { group: 'all' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'aws_db_snapshot_copy',
    { shared_accounts: ['111122223333', 'all'] },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'aws_snapshot_create_volume_permission',
    { account_id: '999988887777' },
    'the account 999988887777 is let in',
    'lets in another account',
  ],
  [
    'aws_lambda_function_url',
    { authorization_type: 'NONE' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'azurerm_storage_container',
    { container_access_type: 'blob' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'digitalocean_spaces_bucket',
    { acl: 'public-read' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'google_storage_bucket_acl',
    { predefined_acl: 'publicRead' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'google_storage_default_object_access_control',
    { entity: 'allUsers' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'oci_objectstorage_bucket',
    { access_type: 'ObjectRead' },
    'anyone in the world is let in',
    'lets anyone in',
  ],
  [
    'gitlab_project',
    { visibility_level: 'public' },
    'everyone in the world may read it',
    'publishes a repository',
  ],
  [
    'aws_eks_access_policy_association',
    { policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy' },
    'one may do nearly everything in the cluster',
    'makes an administrator',
  ],
  [
    'github_repository',
    { visibility: 'public' },
    'everyone in the world may read it',
    'publishes a repository',
  ],
])('%s says who is let in now', (type, values, words, reason) => {
  const open = { ...NOTHING, ...values };

  const [first] = explained(changeOf(type, NOTHING, open));
  expect(said(changeOf(type, NOTHING, open))[0]).toContain(words);
  expect(first).toMatchObject({ risk: 'high', reason, permissions: 'widened' });
  expect(said(changeOf(type, undefined, open))[0]).toContain(words);
  // What was open already, and what is closed, is no news.
  for (const [before, after] of [
    [open, { ...open, name: 'y' }],
    [open, NOTHING],
    [open, undefined],
  ])
    expect(said(changeOf(type, before, after)).join()).not.toContain(words);
});

test.each<[string, Tree]>([
  ['acme_cache', { publicly_accessible: false }],
  ['azurerm_mssql_firewall_rule', { start_ip_address: '0.0.0.1', end_ip_address: '10.0.0.9' }],
  ['aws_db_snapshot_copy', { shared_accounts: ['111122223333'] }],
  ['aws_lambda_function_url', { authorization_type: 'AWS_IAM' }],
  ['azurerm_storage_container', { container_access_type: 'private' }],
])('%s lets nobody else in', (type, values) => {
  const findings = explained(changeOf(type, NOTHING, { ...NOTHING, ...values }));
  expect(findings.map(({ risk }) => risk)).toEqual(findings.map(() => 'none'));
});

test.each<[string, string, Tree[], string]>([
  [
    'aws_api_gateway_method',
    'anyone in the world is let in',
    [{ authorization: 'AWS_IAM' }, { authorization: 'NONE' }],
    'lets anyone in',
  ],
  [
    'aws_apigatewayv2_route',
    'anyone in the world is let in',
    [{ authorization_type: 'JWT' }, { authorization_type: 'NONE' }],
    'lets anyone in',
  ],
  [
    'azurerm_mssql_server',
    'can be reached from the internet',
    [{ public_network_access_enabled: false }, { public_network_access_enabled: true }],
    'opens to the internet',
  ],
  [
    'azurerm_storage_account',
    'can be reached from the internet',
    [
      { network_rules: [{ default_action: 'Deny' }] },
      { network_rules: [{ default_action: 'Allow' }] },
    ],
    'opens to the internet',
  ],
  [
    'azurerm_storage_account',
    'what is in it may be made public',
    [{ allow_nested_items_to_be_public: false }, { allow_nested_items_to_be_public: true }],
    'may become public',
  ],
  [
    'aws_ram_resource_share',
    'it may be shared with other accounts',
    [{ allow_external_principals: false }, { allow_external_principals: true }],
    'lets in another account',
  ],
])('%s says so only if it was otherwise', (type, words, [held, open], reason) => {
  const change = changeOf(type, held, open);

  expect(said(change)[0]).toContain(words);
  expect(explained(change)[0]).toMatchObject({ risk: 'high', reason });
  expect(said(changeOf(type, undefined, open)).join()).not.toContain(words);
});
