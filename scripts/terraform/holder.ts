/**
 * Who holds a state, so that somebody else can prove that they have ended. A process is known by
 * what no other can share: the boot of its machine, its space of process ids, its id, its start.
 */
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** One run of the driver. */
export interface Holder {
  readonly host: string;
  /** Ids of the boot and of the space of process ids; only Linux tells them. */
  readonly space?: string | undefined;
  readonly pid: number;
  /** When the process started, in ticks since the boot. */
  readonly started?: string | undefined;
  /** Its working folder, which names the Terraform that it has started. */
  readonly folder: string;
  /** The GitHub run that it is part of, as an address. */
  readonly run?: string | undefined;
}

/** A process as `/proc` tells of it. */
interface Process {
  readonly pid: number;
  /** The process group, which bears the id of the process that leads it. */
  readonly group: number;
  readonly started: string;
}

/** This process, ready to hold a lock: from now on its Terraform is written down. */
export function beginHolding(folder: string, env: NodeJS.ProcessEnv): Holder {
  const { pid } = process;
  mkdirSync(folder, { recursive: true });
  recordChild(folder, 'none');
  return {
    host: hostname(),
    space: spaceOf(),
    pid,
    started: processOf(pid)?.started,
    folder,
    run: runOf(env),
  };
}

/** The lock is released: nobody has to know any more which Terraform this process ran. */
export function endHolding(folder: string): void {
  rmSync(childFile(folder, process.pid), { force: true });
}

/** Address of the GitHub run that these variables are of. */
function runOf(env: NodeJS.ProcessEnv): string | undefined {
  const id = env['GITHUB_RUN_ID'];
  if (!id) return undefined;
  const place = `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}`;
  return `${place}/actions/runs/${id}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`;
}

/** Whether a holder can be told to have ended from here; undefined if nothing here proves either. */
export function hasEnded(holder: Holder): boolean | undefined {
  const { space, pid, started, folder } = holder;
  if (space === undefined || space !== spaceOf()) return undefined;
  if (started !== undefined && processOf(pid)?.started === started) return false;
  const child = readChild(folder, pid);
  if (child === undefined || child === 'starting') return undefined;
  if (child === 'none') return true;
  return processOf(child.pid)?.started !== child.started;
}

/**
 * Clears up after a holder that has ended: a killed Terraform leaves its providers, which would go
 * on with what they were at and could tell nobody.
 */
export function clearUp(holder: Holder): void {
  const { folder, pid } = holder;
  if (hasEnded(holder) !== true) return;
  const child = readChild(folder, pid);
  if (typeof child === 'object') for (const left of groupOf(child)) process.kill(left, 'SIGKILL');
  rmSync(childFile(folder, pid), { force: true });
}

/** What the driver writes down of the Terraform that it runs, before and after. */
type Child = 'none' | 'starting' | Pick<Process, 'pid' | 'started'>;

/** Writes down which Terraform this process runs. */
export function recordChild(folder: string, child: Child | number): void {
  // Without its start a process can't be told from the next one of its id.
  const known = typeof child === 'number' ? (processOf(child) ?? 'starting') : child;
  writeFileSync(childFile(folder, process.pid), JSON.stringify(known));
}

function childFile(folder: string, pid: number): string {
  return join(folder, `terraform-${pid}.json`);
}

function readChild(folder: string, pid: number): Child | undefined {
  try {
    return JSON.parse(readFileSync(childFile(folder, pid), 'utf8')) as Child;
  } catch {
    return undefined;
  }
}

/** What still lives of the process group that a Terraform led. */
function groupOf({ pid, started }: Pick<Process, 'pid' | 'started'>): number[] {
  const leader = processOf(pid);
  // Its id was given to another process, so the whole group has gone.
  if (leader && leader.started !== started) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && processOf(Number(name))?.group === pid)
    .map(Number);
}

function spaceOf(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** A living process; what has ended and waits for its parent to look counts as gone. */
function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything.
    const [state, , group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = rest[16];
    if (state === 'Z' || state === 'X' || started === undefined) return undefined;
    return { pid, group: Number(group), started };
  } catch {
    return undefined;
  }
}
