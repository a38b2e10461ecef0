/** A world of its own for a journey: an embedded AWS, a folder for what commands write, files to edit. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from '../../scripts/context.ts';
import { openEnvironment } from '../../scripts/context.ts';
import { goLocal } from '../../scripts/local.ts';
import { pathsFrom } from '../../scripts/paths.ts';
import type { Terminal } from '../../scripts/terminal.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

/** A terminal that remembers. */
export function recorder(): Terminal & { readonly printed: string[]; readonly noted: string[] } {
  const printed: string[] = [];
  const noted: string[] = [];
  return {
    printed,
    noted,
    live: false,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    status: () => undefined,
  };
}

/** What a developer may have set for work of another kind. */
const OWN_SETTINGS =
  /^(TERRAFORM_BINARY_NAME|TF_.*|NIGHTSHIFT_(PYTHON|DEBUG|TERRAFORM_.*)|GITHUB_.*)$/;

/** Variables of a command whose writing goes to a folder of its own; downloads are shared. */
export function isolated(home: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OWN_SETTINGS.test(name));
  return {
    ...Object.fromEntries(own),
    NIGHTSHIFT_ROOT: ROOT,
    NIGHTSHIFT_DIR: home,
    NIGHTSHIFT_CACHE_DIR: process.env['NIGHTSHIFT_CACHE_DIR'] ?? join(ROOT, '.nightshift', 'cache'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** A running world. Commands called with its context use it, and the environment files in its folder. */
export interface TestWorld {
  readonly context: Context;
  readonly terminal: ReturnType<typeof recorder>;
  /** Replaces text in a copy of an environment file. */
  edit(file: string, from: string | RegExp, to: string): Promise<void>;
  /** Turns the emulator's evaluation of IAM policies on or off. */
  enforce(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a world for an environment's account, and leads this process' AWS clients to it. */
export async function startWorld(environment = 'dev'): Promise<TestWorld> {
  const home = await mkdtemp(join(tmpdir(), 'nightshift-'));
  const env = isolated(home);
  // Makes the bundle that the world's program is part of.
  await promisify(execFile)(join(ROOT, 'nightshift'), ['--version'], { env });
  const environments = join(home, 'environments');
  await cp(join(ROOT, 'environments'), environments, { recursive: true });
  const loaded = await openEnvironment({ ...pathsFrom(env, ROOT), environments }, environment);
  await goLocal(loaded.environment, env);
  // This process' own clients go there too.
  for (const name of Object.keys(process.env)) if (/^AWS_/.test(name)) delete process.env[name];
  Object.assign(process.env, env);
  const terminal = recorder();
  return {
    context: { paths: { ...pathsFrom(env, ROOT), environments }, env, terminal },
    terminal,
    async edit(file, from, to) {
      const path = join(environments, file);
      const text = await readFile(path, 'utf8');
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${file} has no ${from}`);
      await writeFile(path, edited);
    },
    async enforce(on) {
      await fetch(`${process.env['AWS_ENDPOINT_URL']}/moto-api/reset-auth`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: on ? '0' : 'inf',
      });
    },
    async stop() {
      await promisify(execFile)(join(ROOT, 'nightshift'), ['emulator', 'stop'], { env });
      await rm(home, { recursive: true, force: true });
    },
  };
}
