/** What must hold before anything is asked of AWS; each failure is one sentence with its remedy. */
import { isDeepStrictEqual } from 'node:util';
import { GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { boundaryDocument } from '../../environments/model/boundary.ts';
import { arns, stateBucket } from '../../environments/model/names.ts';
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
export async function checkAccount(aws: Aws, environment: Environment): Promise<void> {
  await checkCredentials(aws, environment);
  if (await hasStateBucket(aws, environment)) return;
  throw new InputError(
    `the state bucket ${stateBucket(environment)} does not exist: run ./nightshift bootstrap ${environment.name}, or ${EMBEDDED}`,
  );
}

/**
 * Checks that the credentials are of the environment's account.
 *
 * @throws InputError if not.
 */
export async function checkCredentials({ sts }: Aws, environment: Environment): Promise<void> {
  const { account, name } = environment;
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account === account) return;
  throw new InputError(
    `the credentials are of account ${Account}, and ${name} is in ${account}: use those of ${account}, or ${EMBEDDED}`,
  );
}

/**
 * Whether the bucket of the environment's state is there.
 *
 * @throws InputError if it is closed to these credentials.
 */
export async function hasStateBucket({ s3 }: Aws, environment: Environment): Promise<boolean> {
  const Bucket = stateBucket(environment);
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: environment.account }));
    return true;
  } catch (error) {
    const status = httpStatus(error);
    if (status === 404) return false;
    if (status === 403) {
      throw new InputError(
        `the state bucket ${Bucket} is closed to these credentials, or another account's: sign in with a role that may use it`,
      );
    }
    throw error;
  }
}

/**
 * Compares the permissions boundary of the environment's roles with this checkout's.
 *
 * @returns a sentence if another version is in force.
 * @throws InputError if there is none: no role could be made.
 */
export async function checkBoundary(
  { iam }: Aws,
  environment: Environment,
): Promise<string | undefined> {
  const { name } = environment;
  const { boundary: PolicyArn } = arns(environment);
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn })).catch((error) => {
    if ((error as Error).name !== 'NoSuchEntityException') throw error;
    throw new InputError(
      `the permissions boundary ${PolicyArn} does not exist: run ./nightshift bootstrap ${name}`,
    );
  });
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  const inForce = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? 'null'));
  return isDeepStrictEqual(inForce, JSON.parse(boundaryDocument(environment)))
    ? undefined
    : `the permissions boundary in force for ${name} is not this checkout's: run ./nightshift bootstrap ${name}`;
}
