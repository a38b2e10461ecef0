/**
 * The container's entry: `node runtime/supervisor.js <handler>`. Starts the runtime as a process of
 * its own and waits. A busy loop, a native call that never returns or a lack of memory over there
 * can't keep this one from ending the run in time and from saying why (docs/adr/0012).
 *
 * It must stay small: what it holds, the handler can't have. So the SDK is loaded only to write a
 * report that the runtime could not leave.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EXIT, VARIABLES } from '../contract.ts';
import { createLogger } from './log.ts';
import { showTime } from './needs.ts';
import type { Death } from './obituary.ts';
import { DEADLINE, type Told } from './told.ts';

/**
 * Milliseconds between SIGTERM and SIGKILL. Fargate kills everything 120 s after its own SIGTERM:
 * the rest is for the report.
 */
const GRACE_MS = 60_000;
/** How often the runtime's memory is looked at, in milliseconds. */
const MEMORY_MS = 1000;
/** How long the runtime's last word may be on its way after its end, in milliseconds. */
const LAST_WORD_MS = 1000;
/** Longer than a timer can be set. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const started = new Date();
const limit = Number(process.env[VARIABLES.timeout]) || undefined;
const grace = 1000 * Number(process.env[VARIABLES.grace]) || GRACE_MS;
const log = createLogger({ job: process.env[VARIABLES.job] });

/** Why this process ends the other, if it does. */
let ending: 'timeout' | 'stop' | undefined;
let told: Told = {};
let peakMemoryMiB = 0;

// Nobody may be left to read: that is no reason to leave the run alone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const runtime = spawn(
  process.execPath,
  [
    '--enable-source-maps',
    fileURLToPath(new URL('main.js', import.meta.url)),
    ...process.argv.slice(2),
  ],
  {
    // Its own log: a line must not wait for this process.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...(limit !== undefined && { [DEADLINE]: String(started.getTime() + limit * 1000) }),
    },
  },
);
runtime.on('message', (message) => {
  told = message as Told;
});

/** SIGTERM once, SIGKILL when the grace is over. */
function end(why: 'timeout' | 'stop'): void {
  if (ending) return;
  ending = why;
  runtime.kill('SIGTERM');
  setTimeout(() => runtime.kill('SIGKILL'), grace);
}

if (limit !== undefined && limit * 1000 <= LONGEST_TIMER_MS)
  setTimeout(() => end('timeout'), limit * 1000);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end('stop'));
setInterval(() => {
  peakMemoryMiB = Math.max(peakMemoryMiB, peakOf(runtime));
}, MEMORY_MS);

const death = await deathOf(runtime);
if (told.reported !== death.exitCode) await bury(death);
process.exit(death.exitCode);

/** Waits for the runtime's end. */
async function deathOf(child: ChildProcess): Promise<Death> {
  // The last word may arrive after the news of the end.
  const lastWord = once(child, 'disconnect');
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  await Promise.race([lastWord, sleep(LAST_WORD_MS)]);
  const own = code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
  const ended = own === EXIT.done || own === EXIT.nothingToDo;
  // It was done before it heard.
  if (ended && told.reported === own) return { exitCode: own, reason: '' };
  if (ending === 'timeout')
    return {
      exitCode: EXIT.failed,
      reason: `not done within its timeout of ${showTime(limit ?? 0)}`,
      lacks: 'time',
    };
  if (ending === 'stop' && (signal || own === EXIT.interrupted))
    return {
      exitCode: EXIT.interrupted,
      reason: 'the run was told to stop before it had finished',
    };
  // The kernel kills what outgrows the container; Node.js aborts when its own heap is full.
  if (signal === 'SIGKILL' || signal === 'SIGABRT')
    return {
      exitCode: own,
      reason: `ended by ${signal}: most likely out of memory`,
      lacks: 'memory',
    };
  if (signal) return { exitCode: own, reason: `ended by ${signal}` };
  return {
    exitCode: ended ? EXIT.failed : own,
    reason: told.error ?? `the process was ended with exit code ${own} before the run was over`,
  };
}

/** Leaves the report that the runtime could not. */
async function bury(death: Death): Promise<void> {
  const { leaveReport } = await import('./obituary.ts');
  await leaveReport({ death, started, peakMemoryMiB, limit, log }).catch((error: Error) => {
    log.error(`the report could not be stored: ${error.message}`, { reason: death.reason });
  });
}

/** The most memory that a process has held, in MiB; 0 where the system doesn't tell. */
function peakOf({ pid }: ChildProcess): number {
  try {
    const [, kibibytes = '0'] =
      /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.ceil(Number(kibibytes) / 1024);
  } catch {
    return 0;
  }
}
