/** Until when something may take. */
export interface TimeLimit {
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** The time after which nothing is waited for, in milliseconds since 1970. */
  readonly deadline: number;
}

/**
 * Lets work go on for a time and no longer, also where it waits without listening to the signal.
 *
 * @throws Error when the time is over.
 */
export async function within<T>(
  seconds: number,
  work: (limit: TimeLimit) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it took longer than ${seconds} s`));
      controller.abort();
    }, seconds * 1000);
  });
  try {
    const limit = { signal: controller.signal, deadline: Date.now() + seconds * 1000 };
    return await Promise.race([work(limit), over]);
  } finally {
    clearTimeout(timer);
  }
}
