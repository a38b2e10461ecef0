import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT, VARIABLES } from '../../job/contract.ts';
import { type Context, handlerNames } from '../context.ts';
import { InputError } from '../errors.ts';
import { runProcess } from '../terraform/process.ts';

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
    throw new InputError(
      `there is no handler "${options.handler}": there are ${[...handlers].join(', ')} in job/handlers/`,
    );
  }
  const input = location(options.input);
  if (input.startsWith('file:') && !existsSync(resolve(options.input))) {
    throw new InputError(`the input folder ${options.input} does not exist`);
  }
  const once_ = () => runOnce(context, options, input, location(options.output));
  if (!options.watch) return await once_();
  const changes = watch(join(paths.root, 'job'), { recursive: true });
  for (;;) {
    await once_();
    terminal.note('waiting for a change in job/ (Ctrl-C ends) ...');
    await once(changes, 'change');
    await new Promise((done) => setTimeout(done, SETTLE_MS));
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
  const scheduledTime = options.date === undefined ? new Date() : new Date(options.date);
  if (Number.isNaN(scheduledTime.getTime())) {
    throw new InputError(
      `--date ${options.date} is no time: write it as 2026-11-23 or 2026-11-23T03:15:00Z`,
    );
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
        [VARIABLES.scheduledTime]: scheduledTime.toISOString(),
        [VARIABLES.overwrite]: options.overwrite || options.watch ? '1' : '0',
      },
    },
  );
  // Ctrl-C reaches the job by itself; it ends in order, and this waits for it.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('SIGINT', ignore);
  return code ?? EXIT.interrupted;
}

/** A folder's name as a location; locations pass. */
function location(text: string): string {
  return /^(s3|file):\/\//.test(text) ? text : pathToFileURL(join(resolve(text), '/')).href;
}
