import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { readConfiguration, synthesise } from '../../stacks/app.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { checkAccount } from '../aws/preflight.ts';
import { type Context, openEnvironment, type Reading } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import type { Terminal } from '../terminal.ts';
import { type Binary, findTerraform } from '../terraform/binary.ts';
import { Terraform } from '../terraform/driver.ts';
import { hasErroredState, recoverState } from '../terraform/errored.ts';
import { beginHolding, endHolding } from '../terraform/holder.ts';
import { statePlace, waitForLock, withLock } from '../terraform/lock.ts';
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

type Operation = 'apply' | 'destroy' | 'look';

/** How an environment is prepared. */
export interface Preparation extends Reading {
  /** What its lock is taken for; to look, no lock is needed. @default `apply` */
  readonly operation?: Operation;
}

/** An environment with all that Terraform needs to work on it. */
export interface Target {
  readonly loaded: LoadedEnvironment;
  readonly aws: Aws;
  readonly binary: Binary;
  /** The synthesised `cdk.tf.json`. */
  readonly configuration: string;
}

/**
 * Checks the environment's files, the account and the tools, synthesises, initialises Terraform,
 * and does some work with it, alone on the environment's state. Changes nothing in AWS by itself.
 *
 * @throws InputError naming what is wrong; and whatever `work` throws.
 */
export async function prepare<T>(
  context: Context,
  name: string,
  work: (prepared: Prepared) => Promise<T>,
  { operation = 'apply', ...reading }: Preparation = {},
): Promise<T> {
  const { paths, env, terminal } = context;
  const loaded = await openEnvironment(paths, name, reading);
  const { environment } = loaded;
  await checkExtensions(environment);
  const aws = connect(environment.region);
  const releases = env['NIGHTSHIFT_TERRAFORM_RELEASES'];
  const [binary, configuration] = await Promise.all([
    findTerraform({ env, cache: paths.cache, terminal, releases }),
    synthesised(environment, join(paths.terraform, name)),
    checkAccount(aws, environment),
  ]);
  return await workOn(context, { loaded, aws, binary, configuration }, work, operation);
}

async function synthesised(environment: Environment, folder: string): Promise<string> {
  synthesise([environment], folder);
  return readConfiguration(folder, environment.name);
}

/** Opens Terraform on a target, under the lock of its state if the work changes anything. */
export async function workOn<T>(
  { paths, env, terminal }: Context,
  { loaded, aws, binary, configuration }: Target,
  work: (prepared: Prepared) => Promise<T>,
  operation: Operation,
): Promise<T> {
  const { environment, origin } = loaded;
  const { name } = environment;
  const folder = join(paths.terraform, name, 'stacks', name);
  const note = (line: string): void => terminal.note(line);
  const lock = { place: statePlace(aws.s3, environment), environment: name, env, note };
  const open = async (): Promise<T> => {
    const terraform = await Terraform.open({
      binary,
      folder,
      cache: paths.cache,
      configuration,
      lockFile: join(paths.root, '.terraform.lock.hcl'),
      locate: locator(configuration, origin),
      env,
    });
    try {
      if (operation !== 'look') await recoverState(terraform, folder, note);
      else if (hasErroredState(folder)) note(ERRORED);
      const parsed: unknown = JSON.parse(configuration);
      return await work({ loaded, aws, terraform, terminal, configuration: parsed });
    } finally {
      await terraform.close();
    }
  };
  try {
    if (operation !== 'look') {
      const holder = beginHolding(folder, env);
      return await withLock({ ...lock, operation, holder }, open);
    }
    await waitForLock(lock);
    return await open();
  } finally {
    endHolding(folder);
  }
}

const ERRORED = 'the last apply could not write its state: the next one does that first';
