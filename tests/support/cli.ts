import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './world.ts';

/** How a command ended, as a person at a pipe sees it. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `./nightshift` of a checkout to its end. */
export async function nightshift(
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly root?: string; readonly uid?: number },
): Promise<Ended> {
  const { env, root = ROOT, uid } = options;
  const child = spawn(join(root, 'nightshift'), args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
