import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { readConfiguration, synthesise } from '../../stacks/app.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { checkAccount } from '../aws/preflight.ts';
import { type Context, openEnvironment, type Reading } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import type { Terminal } from '../terminal.ts';
import { findTerraform } from '../terraform/binary.ts';
import { Terraform } from '../terraform/driver.ts';
import { locator } from '../terraform/messages.ts';

/** An environment that is ready to be planned. */
export interface Prepared {
  readonly loaded: LoadedEnvironment;
  readonly aws: Aws;
  readonly terraform: Terraform;
  readonly terminal: Terminal;
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
  { paths, env, terminal }: Context,
  name: string,
  work: (prepared: Prepared) => Promise<T>,
  reading?: Reading,
): Promise<T> {
  const loaded = await openEnvironment(paths, name, reading);
  const { environment } = loaded;
  await checkExtensions(environment);
  const aws = connect(environment.region);
  const folder = join(paths.terraform, name);
  const releases = env['NIGHTSHIFT_TERRAFORM_RELEASES'];
  const [binary, configuration] = await Promise.all([
    findTerraform({ env, cache: paths.cache, terminal, releases }),
    synthesised(environment, folder),
    checkAccount(aws, environment),
  ]);
  const terraform = await Terraform.open({
    binary,
    folder: join(folder, 'stacks', name),
    cache: paths.cache,
    configuration,
    lockFile: join(paths.root, '.terraform.lock.hcl'),
    locate: locator(configuration, loaded.origin),
    env,
  });
  try {
    return await work({
      loaded,
      aws,
      terraform,
      terminal,
      configuration: JSON.parse(configuration),
    });
  } finally {
    await terraform.close();
  }
}

async function synthesised(environment: Environment, folder: string): Promise<string> {
  synthesise([environment], folder);
  return readConfiguration(folder, environment.name);
}
