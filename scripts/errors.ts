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
