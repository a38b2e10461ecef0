import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stateBucket } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { FailedError, InputError } from './errors.ts';

/** Runs the embedded AWS' own program; what it says goes to standard error. */
async function world(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  pipe: boolean,
): Promise<string> {
  const program = join(env['NIGHTSHIFT_DIR'] ?? '', 'bundle', 'world.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    env,
    stdio: ['ignore', pipe ? 'pipe' : 'inherit', 'pipe'],
  });
  let stdout = '';
  let last = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    // The last words are the error's, if it ends with one.
    process.stderr.write(last);
    last = chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 2) throw new InputError(last.trim());
  if (code !== 0) throw new FailedError(last.trim());
  process.stderr.write(last);
  return stdout;
}

/**
 * What `--local` means: the variables that lead to the embedded AWS of an environment's
 * account and region, which is started if needed. Null stands for a variable to unset.
 *
 * @throws InputError if it can't be started on this machine.
 */
export async function localVariables(
  environment: Environment,
  env: NodeJS.ProcessEnv,
  port?: string,
): Promise<Record<string, string | null>> {
  const { account, region } = environment;
  const args = [
    'ensure',
    '--account',
    account,
    '--region',
    region,
    '--bucket',
    stateBucket(environment),
  ];
  const stdout = await world([...args, ...(port ? ['--port', port] : [])], env, true);
  return JSON.parse(stdout) as Record<string, string | null>;
}

/** `emulator stop|status|reset`. */
export async function controlWorlds(action: string, env: NodeJS.ProcessEnv): Promise<void> {
  await world([action], env, false);
}
