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
    'google_compute_firewall',
    { source_ranges: ['10.0.0.0/8', '0.0.0.0/0'], direction: 'INGRESS' },
    'can be reached from 0.0.0.0/0',
    'opens to the internet',
  ],
  [
    'azurerm_network_security_rule',
    { source_address_prefix: '*', direction: 'Inbound', access: 'Allow' },
    'can be reached from *',
    'opens to the internet',
  ],
  [
    'azurerm_network_security_group',
    {
      security_rule: [
        { name: 'a', source_address_prefix: '10.0.0.0/8', direction: 'Inbound', access: 'Allow' },
        { name: 'b', source_address_prefix: 'Internet', direction: 'Inbound', access: 'Allow' },
      ],
    },
    'can be reached from Internet',
    'opens to the internet',
  ],
  [
    'aws_lambda_function_url',
    { authorization_type: 'NONE' },
    'anyone in the world is let in',
    'lets anyone in',
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
  ['google_compute_firewall', { source_ranges: ['0.0.0.0/0'], direction: 'EGRESS' }],
  ['google_compute_firewall', { source_ranges: ['10.0.0.0/8'], direction: 'INGRESS' }],
  ['google_compute_firewall', { source_ranges: ['0.0.0.0/0'], deny: [{ protocol: 'all' }] }],
  [
    'azurerm_network_security_rule',
    { source_address_prefix: '*', direction: 'Inbound', access: 'Deny' },
  ],
  ['aws_lambda_function_url', { authorization_type: 'AWS_IAM' }],
  ['azurerm_role_assignment', { role_definition_name: 'Reader' }],
])('%s lets nobody else in', (type, values) => {
  const findings = explained(changeOf(type, NOTHING, { ...NOTHING, ...values }));
  expect(findings.map(({ risk }) => risk)).toEqual(findings.map(() => 'none'));
});

test('a second rule of a group is told though the first was there', () => {
  const rule = { source_address_prefix: '*', direction: 'Inbound', access: 'Allow' };
  const [a, b] = ['a', 'b'].map((name) => ({ ...rule, name }));
  const change = changeOf(
    'azurerm_network_security_group',
    { ...NOTHING, security_rule: [a ?? {}] },
    { ...NOTHING, security_rule: [a ?? {}, b ?? {}] },
  );

  expect(said(change)[0]).toContain('can be reached from *');
});
