import { describe, expect, test } from '@jest/globals';
import { explainAwsError } from './preflight.ts';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('an error of AWS', () => {
  test.each([
    {
      name: 'no credentials',
      error: named('CredentialsProviderError'),
      sentence:
        'there are no AWS credentials: set AWS_PROFILE or sign in, or add --local for the embedded AWS',
    },
    {
      name: 'expired credentials',
      error: named('ExpiredTokenException'),
      sentence: 'the AWS credentials have expired: sign in again',
    },
    {
      name: 'unknown credentials',
      error: named('InvalidClientTokenId', 'bad'),
      sentence: "AWS doesn't know these credentials (InvalidClientTokenId: bad): sign in again",
    },
    {
      name: 'no network',
      error: Object.assign(new Error(), { cause: { code: 'ENOTFOUND' } }),
      sentence:
        "AWS can't be reached (ENOTFOUND): check the network, or add --local for the embedded AWS",
    },
  ])('$name is said in one sentence with its remedy', ({ error, sentence }) => {
    expect(explainAwsError(error, {})?.message).toBe(sentence);
  });

  test('about a dead endpoint names it', () => {
    const error = Object.assign(new Error(), { code: 'ECONNREFUSED' });

    expect(explainAwsError(error, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })?.message).toBe(
      'nothing answers at AWS_ENDPOINT_URL=http://127.0.0.1:1 (ECONNREFUSED): start what should run there, or unset it and add --local for the embedded AWS',
    );
  });

  test('that is about something else passes', () => {
    expect(explainAwsError(named('ValidationException'), {})).toBeUndefined();
    expect(explainAwsError(undefined, {})).toBeUndefined();
  });
});
