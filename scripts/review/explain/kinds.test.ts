import { expect, test } from '@jest/globals';
import { changeOf } from '../../../tests/support/change.ts';
import { contentOf, nameOf } from './kinds.ts';

test.each([
  ['aws_cloudwatch_event_target', 'rule'],
  ['aws_iam_role_policy', 'role'],
  ['aws_iam_role_policy_attachment', 'role'],
])('%s is called by its %s', (type, owner) => {
  expect(nameOf(changeOf(type, undefined, { name: 'its own', [owner]: 'owner' }))).toBe('owner');
});

test.each([
  ['azurerm_postgresql_flexible_server', 'databases'],
  ['google_spanner_instance', 'databases'],
  ['kubernetes_persistent_volume_claim_v1', 'files'],
  ['acme_disk', 'content'],
  ['aws_glue_catalog_database', undefined],
  ['aws_route_table', undefined],
  ['google_compute_attached_disk', undefined],
])('%s holds %s', (type, content) => {
  expect(contentOf({ type })).toBe(content);
});
