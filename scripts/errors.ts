/** What every command ends with; the names are the contract, the numbers are for scripts. */
export const EXIT_CODE = {
  fine: 0,
  failed: 1,
  badInput: 2,
  interrupted: 130,
} as const;

/** Bad input, configuration or machine: nothing was done. The message names the remedy. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly exitCode = EXIT_CODE.badInput;
}

/** The thing was tried and failed. */
export class FailedError extends Error {
  override readonly name = 'FailedError';
  readonly exitCode = EXIT_CODE.failed;
}

/** Ctrl-C, passed on to what was running, which has ended. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode = EXIT_CODE.interrupted;
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : errorCode(cause);
}

/** The HTTP status of an AWS error. */
export function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** What a system error says of a place that can't be written; undefined for any other error. */
export function notWritable(error: unknown): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) return undefined;
  return `${path} cannot be written (${code}): make it writable, or set NIGHTSHIFT_DIR to a folder that is`;
}
