import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { boundaryDocument } from '../environments/model/boundary.ts';
import { sharedNames, stateBucket } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { EXIT_CODE, FailedError, InputError } from './errors.ts';

/** Runs the embedded AWS' own program, which says what is wrong by itself. */
async function emulator(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const program = join(env['NIGHTSHIFT_DIR'] ?? '', 'bundle', 'emulator.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === EXIT_CODE.badInput) throw new InputError('');
  if (code !== EXIT_CODE.fine) throw new FailedError('');
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
  const { boundary, rolePath } = sharedNames(environment);
  const policy = {
    PolicyName: boundary,
    Path: rolePath,
    PolicyDocument: boundaryDocument(environment),
  };
  const args = ['--account', account, '--region', region, '--bucket', stateBucket(environment)]
    .concat('--policy', JSON.stringify(policy))
    .concat(port ? ['--port', port] : []);
  const stdout = await emulator(['ensure', ...args], env);
  for (const name of Object.keys(env)) if (OWN_SETTINGS.test(name)) delete env[name];
  Object.assign(env, JSON.parse(stdout));
}

/**
 * `emulator stop|status|reset`.
 *
 * @returns what it prints.
 */
export async function controlEmulator(action: string, env: NodeJS.ProcessEnv): Promise<string> {
  return (await emulator([action], env)).trim();
}
