/** Which terraform runs: the one named, the one on the PATH, or a pinned download. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { InputError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { platform } from './mirror.ts';

/** What is downloaded where no terraform is on the PATH. */
export const PINNED_VERSION = '1.11.4';
/** The S3 backend's own lock file came with it. */
const OLDEST: readonly [number, number] = [1, 11];

/** SHA-256 of `terraform_1.11.4_<platform>.zip`, as HashiCorp publishes them. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
  darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
  linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
};

const INSTALL = `install Terraform ${OLDEST.join('.')} or later, or name one by TERRAFORM_BINARY_NAME`;

/** A terraform that can be started. */
export interface Binary {
  /** Name or path. */
  readonly name: string;
  readonly version: string;
}

/** What the search for terraform needs. */
export interface BinaryProps {
  readonly env: NodeJS.ProcessEnv;
  /** Folder that keeps the download. */
  readonly cache: string;
  readonly terminal: Terminal;
  /** @default HashiCorp's releases */
  readonly releases?: string | undefined;
  /** @default the published ones */
  readonly checksums?: Readonly<Record<string, string>>;
}

/**
 * Finds terraform, downloading it if there is none.
 *
 * @throws InputError if what is named can't be started, is too old, or nothing can be had.
 */
export async function findTerraform(props: BinaryProps): Promise<Binary> {
  const installed = await installedTerraform(props.env);
  return installed ?? { name: await download(props), version: PINNED_VERSION };
}

/**
 * Looks for a terraform on this machine.
 *
 * `TERRAFORM_BINARY_NAME=tofu` is accepted as a best effort; OpenTofu isn't among our tests.
 *
 * @throws InputError if what is named can't be started, or what is there is too old.
 */
export async function installedTerraform(env: NodeJS.ProcessEnv): Promise<Binary | undefined> {
  const named = env['TERRAFORM_BINARY_NAME'];
  const name = named ?? 'terraform';
  const version = await versionOf(name, env);
  if (version === undefined) {
    if (!named) return undefined;
    throw new InputError(`TERRAFORM_BINARY_NAME is "${named}", which can't be started: ${INSTALL}`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new InputError(`${name} is version ${version}, which locks no state in S3: ${INSTALL}`);
  }
  return { name, version };
}

async function versionOf(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['version', '-json'], {
      env: { ...env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    return (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
  } catch {
    return undefined;
  }
}

async function download(props: BinaryProps): Promise<string> {
  const {
    cache,
    terminal,
    releases = 'https://releases.hashicorp.com',
    checksums = CHECKSUMS,
  } = props;
  const folder = join(cache, 'terraform', PINNED_VERSION);
  const binary = join(folder, 'terraform');
  if (existsSync(binary)) return binary;

  const wanted = checksums[platform()];
  if (!wanted) {
    throw new InputError(
      `terraform is not on the PATH, and no checksum is known for ${platform()}: ${INSTALL}`,
    );
  }
  const url = `${releases}/terraform/${PINNED_VERSION}/terraform_${PINNED_VERSION}_${platform()}.zip`;
  terminal.note(`downloading Terraform ${PINNED_VERSION} (about 27 MB) ...`);
  let archive: Uint8Array;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    archive = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    throw new InputError(
      `terraform is not on the PATH and could not be downloaded from ${url} (${cause?.message || message}): ${INSTALL}`,
    );
  }
  const found = createHash('sha256').update(archive).digest('hex');
  if (found !== wanted) {
    throw new InputError(
      `${url} has the checksum ${found}, not ${wanted}: it was not installed. Try again; if it stays so, ${INSTALL}`,
    );
  }
  const file = unzipSync(archive, { filter: ({ name }) => name === 'terraform' })['terraform'];
  if (!file) throw new InputError(`${url} holds no terraform: ${INSTALL}`);
  await mkdir(folder, { recursive: true });
  // Moved in whole, so that a second command never starts half a file.
  const part = `${binary}.${process.pid}`;
  await writeFile(part, file);
  await chmod(part, 0o755);
  await rename(part, binary);
  return binary;
}
