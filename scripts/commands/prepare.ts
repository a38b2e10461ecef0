import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import { readConfiguration, synthesise } from '../../stacks/app.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { checkAccount, checkBoundary } from '../aws/preflight.ts';
import { type Context, openEnvironment, type Reading } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import { findTerraform } from '../terraform/binary.ts';
import { Terraform, type TerraformProps } from '../terraform/driver.ts';
import { locator } from '../terraform/messages.ts';

/** An environment that is ready to be planned. */
export interface Prepared {
  readonly loaded: LoadedEnvironment;
  readonly aws: Aws;
  readonly terraform: Terraform;
  /** The synthesised configuration, parsed. */
  readonly configuration: unknown;
}

/**
 * Checks the environment's files, the account and the tools, synthesises, initialises Terraform,
 * and does some work with it. Changes nothing in AWS by itself.
 *
 * @throws InputError naming what is wrong; and whatever `work` throws.
 */
export async function prepare<T>(
  context: Context,
  name: string,
  work: (prepared: Prepared) => Promise<T>,
  reading?: Reading,
): Promise<T> {
  const { paths, terminal } = context;
  const loaded = await openEnvironment(paths, name, reading);
  const { environment } = loaded;
  await checkExtensions(environment);
  const binary = await terraformFor(context);
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  const outdated = await checkBoundary(aws, environment);
  if (outdated) terminal.note(`warning: ${outdated}`);
  const folder = join(paths.terraform, name);
  synthesise([environment], folder);
  const configuration = readConfiguration(folder, name);
  const terraform = await openTerraform(context, {
    binary,
    folder: join(folder, 'stacks', name),
    configuration,
    locate: locator(configuration, loaded.origin),
  });
  try {
    return await work({ loaded, aws, terraform, configuration: JSON.parse(configuration) });
  } finally {
    await terraform.close();
  }
}

/** Finds Terraform as this process' variables say, or downloads it. */
export function terraformFor({ paths, env, terminal }: Context): Promise<string> {
  return findTerraform({
    env,
    cache: paths.cache,
    terminal,
    releases: env['NIGHTSHIFT_TERRAFORM_RELEASES'],
  });
}

/** Opens a working folder with what every one of them shares. */
export function openTerraform(
  { paths, env }: Context,
  props: Pick<TerraformProps, 'binary' | 'folder' | 'configuration' | 'locate'>,
): Promise<Terraform> {
  const lockFile = join(paths.root, '.terraform.lock.hcl');
  return Terraform.open({ ...props, cache: paths.cache, lockFile, env });
}
