import { describe, expect, test } from '@jest/globals';
import { boundaryStatements } from '../environments/model/boundary.ts';
import { environmentOf } from '../tests/support/environment.ts';
import { bootstrapConfiguration, configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const DEV = { ...environmentOf(), name: 'dev' };
const PROD = { ...environmentOf(), name: 'prod' };

describe('what environments stand on', () => {
  const { resource, provider, terraform }: Json = JSON.parse(bootstrapConfiguration([DEV, PROD]));

  test('keeps its own state beside theirs', () => {
    const environment: Json = configurationOf(DEV);
    const { key, ...place } = terraform.backend.s3;
    const { key: theirs, ...sameplace } = environment.terraform.backend.s3;

    expect(place).toEqual(sameplace);
    expect([key, theirs]).toEqual(['bootstrap', 'state/dev']);
    expect(provider.aws[0].allowed_account_ids).toEqual(['123456789012']);
  });

  test('is one bucket that no plan can destroy, with all that shuts it', () => {
    expect(resource.aws_s3_bucket.state_bucket).toMatchObject({
      bucket: 'nightshift-state-123456789012-eu-central-1',
      lifecycle: { prevent_destroy: true },
    });
    expect(resource.aws_s3_bucket_lifecycle_configuration.state_lifecycle.rule).toMatchObject([
      { noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
    ]);
    for (const part of ['policy', 'public_access_block', 'server_side_encryption_configuration'])
      expect(resource).toHaveProperty(`aws_s3_bucket_${part}`);
  });

  test('is a boundary for each environment, of which every role of it names the one', () => {
    expect(Object.keys(resource.aws_iam_policy)).toEqual(['boundaries_dev', 'boundaries_prod']);
    for (const environment of [DEV, PROD]) {
      const { name, path, policy } = resource.aws_iam_policy[`boundaries_${environment.name}`];
      const { resource: theirs }: Json = configurationOf(environment);
      const roles: Json[] = Object.values(theirs.aws_iam_role);

      expect(JSON.parse(policy).Statement).toEqual(boundaryStatements(environment));
      expect(roles.map(({ permissions_boundary }) => permissions_boundary)).toEqual(
        roles.map(() => `arn:aws:iam::123456789012:policy${path}${name}`),
      );
    }
  });
});
