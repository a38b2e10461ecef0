/** Terraform by hand, where the product has no command for it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Texts } from '../../../scripts/review/scenario.ts';
import { cliConfigFile } from '../../../scripts/terraform/folder.ts';
import { cliConfiguration, findMirror } from '../../../scripts/terraform/mirror.ts';

/** A plan in two forms that Terraform gives. */
export interface MadePlan {
  /** `terraform show -json`. */
  readonly plan: Readonly<Record<string, unknown>>;
  /** `change_summary` of `terraform plan -json`. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Runs terraform in a folder; with `fails`, its end in failure is what is wanted. */
export async function terraform(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  { fails = false } = {},
): Promise<string> {
  const run = new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const options = {
      cwd: folder,
      maxBuffer: 1e9,
      env: { ...env, TF_CLI_CONFIG_FILE: cliConfigFile(folder), CHECKPOINT_DISABLE: '1' },
    };
    execFile(env['TERRAFORM_BINARY_NAME'] ?? 'terraform', args, options, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, stdout, stderr }),
    );
  });
  const { code, stdout, stderr } = await run;
  if ((code !== 0) !== fails) throw new Error(`terraform ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Plans in a folder that is initialised. */
export async function planIn(folder: string, env: NodeJS.ProcessEnv): Promise<MadePlan> {
  const told = await terraform(folder, env, ['plan', '-json', '-lock=false', '-out=made.tfplan']);
  const messages = told.split('\n').filter((line) => line.startsWith('{'));
  const { changes } = messages
    .map((line) => JSON.parse(line) as { type: string; changes: MadePlan['summary'] })
    .find(({ type }) => type === 'change_summary') ?? { changes: {} };
  const plan = JSON.parse(await terraform(folder, env, ['show', '-json', 'made.tfplan']));
  await rm(join(folder, 'made.tfplan'));
  return { plan, summary: changes };
}

/** A configuration of anybody's, in a folder of its own. */
export interface Configured {
  /** Replaces its files, and initialises it. */
  write(files: Texts): Promise<void>;
  /** With `fails`, half-way. */
  apply(options?: { readonly fails?: boolean }): Promise<void>;
  plan(): Promise<MadePlan>;
  remove(): Promise<void>;
}

/** Makes a folder for a configuration. */
export async function configured(env: NodeJS.ProcessEnv, cache: string): Promise<Configured> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-'));
  await writeFile(cliConfigFile(folder), cliConfiguration(findMirror(env), cache));
  return {
    async write(files) {
      for (const [name, text] of files) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      await terraform(folder, env, ['init', '-input=false']);
    },
    async apply(options) {
      await terraform(folder, env, ['apply', '-input=false', '-auto-approve'], options);
    },
    plan: () => planIn(folder, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
