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

/** A person's own settings for AWS, which must not lead elsewhere; not those about certificates or the SDK. */
const OWN_SETTINGS = /^AWS_(?!CA_BUNDLE$|SDK_JS_|MAX_ATTEMPTS$)/;

/**
 * What `--local` means: puts those variables into `env` that lead to the embedded AWS of an
 * environment's account and region, which is started if needed.
 *
 * @throws InputError if it can't be started on this machine.
 */
export async function goLocal(
  environment: Environment,
  env: NodeJS.ProcessEnv,
  port?: string,
): Promise<void> {
  const { account, region } = environment;
  const args = ['--account', account, '--region', region, '--bucket', stateBucket(environment)];
  const stdout = await world(['ensure', ...args, ...(port ? ['--port', port] : [])], env, true);
  for (const name of Object.keys(env)) if (OWN_SETTINGS.test(name)) delete env[name];
  Object.assign(env, JSON.parse(stdout));
}

/** `emulator stop|status|reset`. */
export async function controlWorlds(action: string, env: NodeJS.ProcessEnv): Promise<void> {
  await world([action], env, false);
}
