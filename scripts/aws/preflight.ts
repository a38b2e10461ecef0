/** What must hold before anything is asked of AWS; each failure is one sentence with its remedy. */
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { stateBucket } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { errorCode, FailedError, httpStatus, InputError } from '../errors.ts';
import type { Aws } from './clients.ts';

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

const EMBEDDED = 'add --local for the embedded AWS';

/**
 * Says what an error of the SDK's means for the person at the keyboard.
 *
 * @returns undefined if it isn't about reaching AWS or being known there.
 */
export function explainAwsError(error: unknown, env: NodeJS.ProcessEnv): InputError | undefined {
  const { name = '', message = '' } = (error ?? {}) as Partial<Error>;
  const code = errorCode(error);
  if (code && UNREACHABLE.has(code)) {
    const endpoint = env['AWS_ENDPOINT_URL'];
    return new InputError(
      endpoint
        ? `nothing answers at AWS_ENDPOINT_URL=${endpoint} (${code}): start what should run there, or unset it and ${EMBEDDED}`
        : `AWS can't be reached (${code}): check the network, or ${EMBEDDED}`,
    );
  }
  if (name === 'CredentialsProviderError') {
    return new InputError(
      `there are no AWS credentials: set AWS_PROFILE or sign in, or ${EMBEDDED}`,
    );
  }
  if (/^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/.test(name)) {
    return new InputError('the AWS credentials have expired: sign in again');
  }
  if (
    /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure)$/.test(
      name,
    )
  ) {
    return new InputError(
      `AWS doesn't know these credentials (${name}: ${message}): sign in again`,
    );
  }
  return undefined;
}

/**
 * Does what changes something: an error from here on is a failure (exit code 1), since "nothing
 * was done" would no longer be true.
 */
export async function begin<T>(env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const explained = explainAwsError(error, env);
    throw explained ? new FailedError(explained.message) : error;
  }
}

/**
 * Checks that the credentials are of the environment's account and that its state bucket is there.
 *
 * @throws InputError if not.
 */
export async function checkAccount({ sts, s3 }: Aws, environment: Environment): Promise<void> {
  const { account, name } = environment;
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== account) {
    throw new InputError(
      `the credentials are of account ${Account}, and ${name} is in ${account}: use those of ${account}, or ${EMBEDDED}`,
    );
  }
  const Bucket = stateBucket(environment);
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account }));
  } catch (error) {
    const status = httpStatus(error);
    if (status === 404) {
      throw new InputError(
        `the state bucket ${Bucket} does not exist: create it as docs/deploying.md says, or ${EMBEDDED}`,
      );
    }
    if (status === 403) {
      throw new InputError(
        `the state bucket ${Bucket} is closed to these credentials, or another account's: sign in with a role that may use it`,
      );
    }
    throw error;
  }
}
