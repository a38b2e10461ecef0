import { duration, type Terminal } from '../terminal.ts';
import type { Message } from './messages.ts';

/** Seconds between two lines of progress on a pipe. */
const QUIET_SECONDS = 15;

/**
 * Follows an apply: one line that moves on a terminal, a line now and then on a pipe.
 *
 * @param total how many resources the plan changes.
 * @param now milliseconds; for tests.
 */
export function followApply(
  total: number,
  terminal: Terminal,
  now: () => number = Date.now,
): (message: Message) => void {
  const started = now();
  const running = new Map<string, number>();
  let done = 0;
  let told = started;
  return ({ type, hook }) => {
    const address = hook?.resource?.addr;
    if (address === undefined) return;
    if (type === 'apply_start') running.set(address, now());
    if (type === 'apply_complete' || type === 'apply_errored') {
      running.delete(address);
      done++;
    }
    const [oldest] = running.keys();
    const others = running.size > 1 ? ` and ${running.size - 1} more` : '';
    const waiting = oldest ? `, at ${oldest}${others}` : '';
    const line = `  ${Math.min(done, total)} of ${total}, ${duration((now() - started) / 1000)}${waiting}`;
    terminal.status(line);
    if (!terminal.live && now() - told >= QUIET_SECONDS * 1000) {
      told = now();
      terminal.note(line);
    }
  };
}
