/** What a running world leaves behind for others to find it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long a living world may take to answer, in milliseconds. */
const ANSWER_MS = 5000;
const RECORD = 'world.json';

/** One embedded AWS: an account and region, and the process that is it. */
export interface World {
  readonly pid: number;
  readonly account: string;
  readonly region: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly startedAt: string;
}

/** Reads the record in a world's folder. */
export function readWorld(folder: string): World | undefined {
  const file = join(folder, RECORD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as World) : undefined;
}

/** Writes the record, whole or not at all: others wait for it. It holds a secret of this machine's. */
export function writeWorld(folder: string, world: World): void {
  const part = join(folder, `${RECORD}.part`);
  writeFileSync(part, JSON.stringify(world, null, 2), { mode: 0o600 });
  renameSync(part, join(folder, RECORD));
}

/** Removes the record. */
export function forgetWorld(folder: string): void {
  rmSync(join(folder, RECORD), { force: true });
}

/** The worlds below a folder, running or not. */
export function readWorlds(worlds: string): { folder: string; world: World }[] {
  const names = existsSync(worlds) ? readdirSync(worlds) : [];
  return names.flatMap((name) => {
    const folder = join(worlds, name);
    const world = readWorld(folder);
    return world ? [{ folder, world }] : [];
  });
}

/** Whether the process of a record is still the one that wrote it: pids come again after a reboot. */
export function isRunning({ pid }: World): boolean {
  try {
    const command = existsSync('/proc/self/cmdline')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return / serve --account /.test(command);
  } catch {
    return false;
  }
}

/** Whether a world can be used. */
export async function answers(world: World): Promise<boolean> {
  if (!isRunning(world)) return false;
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(`${world.endpoint}/moto-api/config`, { signal }).catch(
    () => undefined,
  );
  return response?.ok === true;
}
