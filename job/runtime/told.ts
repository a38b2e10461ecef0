/** What the supervisor and the runtime tell each other. */

/** Variable with the instant at which the run's time is over, in milliseconds since 1970. */
export const DEADLINE = 'NIGHTSHIFT_DEADLINE';

/** What the runtime tells before it ends. */
export interface Told {
  /** It has left a report, with this exit code. */
  readonly reported?: number;
  /** Why it has left none. */
  readonly error?: string;
}

/** Tells the supervisor, if there is one. */
export async function tell(told: Told): Promise<void> {
  if (!process.send) return;
  // A supervisor that has gone needs no telling.
  await new Promise<void>((resolve) => process.send?.(told, undefined, undefined, () => resolve()));
}

/** Whether the run's time is over, by the supervisor's clock. */
export function isOverdue(): boolean {
  return Date.now() >= (Number(process.env[DEADLINE]) || Number.POSITIVE_INFINITY);
}
