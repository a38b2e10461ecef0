/**
 * The runtime: `node runtime/main.js <handler>`, which the supervisor starts. Reads the contract's variables,
 * runs the handler and ends with the contract's exit codes.
 */
import { setMaxListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { EXIT, RUN_PLACEHOLDER, runId, VARIABLES } from '../contract.ts';
import type { JobDefinition } from './define.ts';
import { createLogger } from './log.ts';
import { messageOf, runJob, TimeoutError, UncaughtError } from './run.ts';
import { openStore } from './store/open.ts';
import { isOverdue, tell } from './told.ts';

const HANDLERS = new URL('../handlers/', import.meta.url);

/** What keeps a run from starting at all; ends with exit code 2. */
class ConfigurationError extends Error {}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new ConfigurationError(`the variable ${name} is not set`);
  return value;
}

async function loadHandler(name: string | undefined): Promise<JobDefinition> {
  const names = readdirSync(HANDLERS)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -3));
  if (!name || !names.includes(name)) {
    const wanted = name ? `no handler "${name}" in this image` : 'no handler named';
    throw new ConfigurationError(`${wanted}: it has ${names.join(', ') || 'none'}`);
  }
  const module = (await import(new URL(`${name}.js`, HANDLERS).href)) as {
    default?: JobDefinition;
  };
  if (typeof module.default?.map !== 'function') {
    throw new ConfigurationError(`handlers/${name}.ts must default-export defineJob({ map })`);
  }
  return module.default;
}

async function main(): Promise<number> {
  const scheduledTime = new Date(variable(VARIABLES.scheduledTime));
  if (Number.isNaN(scheduledTime.getTime())) {
    throw new ConfigurationError(`${VARIABLES.scheduledTime} is no ISO 8601 time`);
  }
  const run = runId(scheduledTime);
  const job = variable(VARIABLES.job);
  const log = createLogger({ job, run });
  const stop = new AbortController();
  // Every object that is open listens: that is no leak, and the log is the job's.
  setMaxListeners(0, stop.signal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => stop.abort(isOverdue() ? new TimeoutError() : undefined));
  // An error that no handler caught leaves a report too.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error('uncaught', { error: messageOf(error) });
      stop.abort(new UncaughtError(`uncaught: ${messageOf(error)}`));
    });
  }
  const report = await runJob({
    definition: await loadHandler(process.argv[2]),
    environment: variable(VARIABLES.environment),
    job,
    scheduledTime,
    input: openStore(variable(VARIABLES.input)),
    output: openStore(variable(VARIABLES.output).replaceAll(RUN_PLACEHOLDER, run)),
    runs: openStore(variable(VARIABLES.runs)),
    overwrite: process.env[VARIABLES.overwrite] === '1',
    signal: stop.signal,
    timeout: Number(process.env[VARIABLES.timeout]) || undefined,
    log,
  });
  await tell({ reported: report.exitCode });
  return report.exitCode;
}

// Nobody may be left to read the log: the work goes on, and so does the report.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

let exitCode: number;
try {
  exitCode = await main();
} catch (error) {
  const { name, message } = error as Error;
  const bad = error instanceof ConfigurationError || name === 'LocationError';
  createLogger({}).error(bad ? message : messageOf(error));
  await tell({ error: bad ? message : messageOf(error) });
  exitCode = bad ? EXIT.badConfiguration : EXIT.failed;
}
// A timer or a connection that a handler left open must not keep a finished task running and
// paid for; what was written to the log must arrive first.
process.stdout.write('', () => process.exit(exitCode));
