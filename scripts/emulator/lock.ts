import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does some work while no other process does work under the same lock; waits as long as the
 * holder lives, since an installation may take longer than any time-out.
 *
 * @param file names the lock; its folder is made if missing.
 */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(mine, String(process.pid));
  try {
    while (!taken(mine, file)) {
      if (!alive(holder(file))) rmSync(file, { force: true });
      else await sleep(100);
    }
    try {
      return await work();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A link fails if the name is there, and shows the holder from the first moment on. */
function taken(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function holder(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    // Released in between: its own process stands for "alive", and the next try takes it.
    return process.pid;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
