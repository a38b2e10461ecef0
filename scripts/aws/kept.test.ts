import { describe, expect, test } from '@jest/globals';
import { keptResources, protectedResources } from './kept.ts';

const configuration = {
  resource: {
    aws_s3_bucket: {
      kept: { bucket: 'a', lifecycle: { prevent_destroy: true } },
      goes: { bucket: 'b' },
    },
    aws_s3_bucket_versioning: { kept: { bucket: 'a' }, goes: { bucket: 'b' } },
    aws_dynamodb_table: {
      extensions_customers: { lifecycle: { prevent_destroy: true } },
      extensions_cache: { lifecycle: { prevent_destroy: false } },
    },
  },
};

describe('a destroy', () => {
  test('keeps protected buckets with their parts', () => {
    expect(keptResources(configuration)).toEqual([
      { address: 'aws_s3_bucket.kept', type: 'aws_s3_bucket', bucket: 'a' },
      { address: 'aws_s3_bucket_versioning.kept', type: 'aws_s3_bucket_versioning', bucket: 'a' },
    ]);
  });

  test('can do nothing with what else is protected', () => {
    expect(protectedResources(configuration)).toEqual(['aws_dynamodb_table.extensions_customers']);
  });
});
