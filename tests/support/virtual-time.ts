import { setImmediate as turn } from 'node:timers/promises';
import { jest } from '@jest/globals';

/** Of the clock, at each turn of the event loop, in milliseconds. */
const STEP = 50;

/** Where the clock stopped last: it never goes back, since libraries remember. */
let now = Date.now();

/**
 * Runs work whose waits take no time: the clock jumps while the work waits. For work that talks to
 * nothing outside of this process, whose time would go on as ever.
 */
export async function withoutWaiting<T>(work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    let done = false;
    const result = work().finally(() => {
      done = true;
    });
    result.catch(() => {}); // Whoever waits for it is told.
    while (!done) {
      await turn();
      jest.advanceTimersByTime(STEP);
    }
    return await result;
  } finally {
    now = Date.now();
    jest.useRealTimers();
  }
}
