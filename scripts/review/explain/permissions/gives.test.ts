import { expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../../tests/support/change.ts';

test.each([
  'google_storage_bucket_iam_member',
  'google_project_iam_custom_role',
  'azurerm_role_assignment',
  'azurerm_key_vault_access_policy',
  'kubernetes_cluster_role',
  'kubernetes_role_binding_v1',
  'aws_iam_group_membership',
  'aws_ssoadmin_account_assignment',
  'azuread_directory_role_assignment',
  'aws_eks_access_entry',
  'aws_lakeformation_permissions',
  'postgresql_grant',
  'snowflake_grant_privileges_to_account_role',
  'github_repository_collaborator',
  'github_team_repository',
  'vault_policy',
])('%s gives permissions', (type) => {
  const [some, more, other] = [['a'], ['a', 'b'], ['c']].map((list) => ({ name: 'x', list }));
  const finding = (...sides: Parameters<typeof changeOf>) =>
    explained(changeOf(...sides)).find(({ about }) => about === 'permissions');

  expect(said(changeOf(type, undefined, some))).toEqual([
    expect.stringMatching(/^new .* gives permissions$/),
  ]);
  expect(said(changeOf(type, some, undefined))).toEqual([
    expect.stringMatching(/^destroys .*, and with it permissions$/),
  ]);
  expect(finding(type, undefined, some)).toMatchObject({ risk: 'medium', permissions: 'widened' });
  expect(finding(type, some, more)).toMatchObject({ risk: 'medium', permissions: 'widened' });
  expect(finding(type, more, some)).toMatchObject({ risk: 'low', permissions: 'narrowed' });
  expect(finding(type, some, other)).toMatchObject({ risk: 'medium', permissions: 'changed' });
  expect(finding(type, some, undefined)).toMatchObject({ risk: 'low', permissions: 'narrowed' });
});

test.each([
  'google_service_account',
  'kubernetes_service_account',
  'aws_iam_group',
  'aws_iam_role',
])('%s alone gives none', (type) => {
  expect(said(changeOf(type, undefined, { name: 'x' })).join()).not.toContain('gives');
});

test.each([
  'annotations',
  'description',
  'effective_labels',
  'etag',
  'id',
  'labels',
  'tags',
  'tags_all',
  'terraform_labels',
  'timeouts',
])('%s of it gives nothing', (name) => {
  const change = changeOf('kubernetes_role', { name: 'x' }, { name: 'x', [name]: { a: 'b' } });
  const inside = changeOf(
    'kubernetes_role',
    { metadata: [{ name: 'x' }] },
    { metadata: [{ name: 'x', [name]: { a: 'b' } }] },
  );
  for (const one of [change, inside])
    expect(explained(one).map(({ permissions }) => permissions)).toEqual([undefined]);
});
