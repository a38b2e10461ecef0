import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { EXIT, VARIABLES } from '../../job/contract.ts';
import { type Context, handlerNames, missing, scheduledTimeOf } from '../context.ts';
import { InputError } from '../errors.ts';
import { runProcess } from '../process.ts';

/** Options of `exec`. */
export interface ExecOptions {
  readonly handler: string;
  /** A folder, or s3://bucket/prefix/. */
  readonly input: string;
  readonly output: string;
  /** The scheduled time. @default now */
  readonly date?: string;
  /** Replaces outputs that lie there. */
  readonly overwrite?: boolean;
  /** Runs again whenever a file in `job/` changes; overwrites. */
  readonly watch?: boolean;
}

/** Pause after a change, in milliseconds: editors write a file more than once. */
const SETTLE_MS = 100;

/**
 * `exec <handler>`: the job runtime by hand, on folders or buckets, as a process of its own.
 *
 * @returns the job's exit code.
 */
export async function execCommand(context: Context, options: ExecOptions): Promise<number> {
  const { paths, terminal } = context;
  const handlers = handlerNames(paths.root);
  if (!handlers.has(options.handler)) {
    throw missing('handler', options.handler, [...handlers], 'job/handlers/');
  }
  const input = location(options.input);
  if (input.startsWith('file:') && !existsSync(resolve(options.input))) {
    throw new InputError(`the input folder ${options.input} does not exist`);
  }
  const run = () => runOnce(context, options, input, location(options.output));
  if (!options.watch) return await run();
  const changes = watch(join(paths.root, 'job'), { recursive: true });
  for (;;) {
    // Before the run: what is saved while it goes on counts too.
    const changed = once(changes, 'change');
    await run();
    terminal.note('waiting for a change in job/ (Ctrl-C ends) ...');
    await changed;
    await sleep(SETTLE_MS);
  }
}

async function runOnce(
  { paths, env, terminal }: Context,
  options: ExecOptions,
  input: string,
  output: string,
): Promise<number> {
  const image = join(paths.home, 'exec');
  const build = await runProcess({
    command: process.execPath,
    args: [join(paths.root, 'job', 'build.mjs'), image],
    cwd: paths.root,
    env,
  });
  if (build.code !== 0) {
    terminal.note(build.stderr.trim());
    return EXIT.badConfiguration;
  }
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(image, 'runtime', 'main.js'), options.handler],
    {
      stdio: 'inherit',
      env: {
        ...env,
        [VARIABLES.environment]: 'exec',
        [VARIABLES.job]: options.handler,
        [VARIABLES.input]: input,
        [VARIABLES.output]: output,
        [VARIABLES.runs]: pathToFileURL(join(paths.home, 'runs', options.handler, '/')).href,
        [VARIABLES.scheduledTime]: scheduledTimeOf(options.date).toISOString(),
        [VARIABLES.overwrite]: options.overwrite || options.watch ? '1' : '0',
      },
    },
  );
  // Ctrl-C reaches the job by itself; it ends in order, and this waits for it.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  process.off('SIGINT', ignore);
  // As a shell tells it, and as ECS does.
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/** A folder's name as a location; locations pass. */
function location(text: string): string {
  return /^(s3|file):\/\//.test(text) ? text : pathToFileURL(join(resolve(text), '/')).href;
}
