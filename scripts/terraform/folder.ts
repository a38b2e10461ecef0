/** A working folder: what Terraform reads there, and whether it was initialised for just that. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import type { Binary } from './binary.ts';
import { cliConfiguration, findMirror } from './mirror.ts';

/** What a working folder is made from. */
export interface FolderProps {
  readonly binary: Binary;
  /** The working folder; made if missing, its configuration replaced. */
  readonly folder: string;
  /** Keeps downloaded providers where no mirror has them. */
  readonly cache: string;
  /** The synthesised `cdk.tf.json`. */
  readonly configuration: string;
  /** The committed provider lock file, with the checksums of every platform. */
  readonly lockFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Where Terraform keeps what `init` made; our mark lies beside it, and goes with it. */
const MARK = join('.terraform', 'initialised');

/** This project's own CLI configuration. */
export function cliConfigFile(folder: string): string {
  return join(folder, 'cli.tfrc');
}

/**
 * Writes what Terraform reads.
 *
 * @returns the fingerprint of all that `init` depends on.
 */
export async function writeFolder(props: FolderProps): Promise<string> {
  const { binary, folder, cache, configuration, lockFile, env } = props;
  const pluginCache = join(cache, 'providers');
  await mkdir(folder, { recursive: true });
  await mkdir(pluginCache, { recursive: true });
  await removeLeftPlans(folder);
  const cli = cliConfiguration(findMirror(env), pluginCache);
  await writeFile(join(folder, 'cdk.tf.json'), configuration);
  await copyFile(lockFile, join(folder, '.terraform.lock.hcl'));
  await writeFile(cliConfigFile(folder), cli);
  const override = env['NIGHTSHIFT_TERRAFORM_OVERRIDE'];
  const target = join(folder, 'environment_override.tf.json');
  if (override) await copyFile(override, target);
  else await rm(target, { force: true });

  // Backend, providers and modules; resources come and go without an init.
  const { terraform, module } = JSON.parse(configuration) as Record<string, unknown>;
  const files = await Promise.all(
    [lockFile, ...(override ? [override] : [])].map((file) => readFile(file, 'utf8')),
  );
  return createHash('sha256')
    .update(JSON.stringify([binary, terraform, module, cli, ...files]))
    .digest('hex');
}

/** The saved plan's file; of one process alone, so that what it shows is what it applies. */
export function planFile(pid = process.pid): string {
  return `plan-${pid}.tfplan`;
}

/** A killed process leaves its plan, which holds values in the clear. */
async function removeLeftPlans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^plan-(\d+)\.tfplan$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Whether the folder was initialised with this fingerprint. */
export async function isInitialised(folder: string, fingerprint: string): Promise<boolean> {
  const mark = await readFile(join(folder, MARK), 'utf8').catch(() => undefined);
  return mark === fingerprint;
}

/** Remembers what the folder is initialised for; `undefined` if that is no longer known. */
export async function markInitialised(
  folder: string,
  fingerprint: string | undefined,
): Promise<void> {
  if (fingerprint === undefined) await rm(join(folder, MARK), { force: true });
  else await writeFile(join(folder, MARK), fingerprint);
}
