import { join } from 'node:path';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { readConfiguration, synthesise } from '../../stacks/app.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { checkAccount, checkBoundary } from '../aws/preflight.ts';
import { type Context, openEnvironment, type Reading } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import type { Terminal } from '../terminal.ts';
import { type Binary, findTerraform } from '../terraform/binary.ts';
import { Terraform, type TerraformProps } from '../terraform/driver.ts';
import { hasErroredState, recoverState } from '../terraform/errored.ts';
import { beginHolding, endHolding } from '../terraform/holder.ts';
import { type StatePlace, statePlace, waitForLock, withLock } from '../terraform/lock.ts';
import { locator } from '../terraform/messages.ts';

/** An environment that is ready to be planned. */
export interface Prepared {
  readonly loaded: LoadedEnvironment;
  readonly aws: Aws;
  readonly terraform: Terraform;
  readonly terminal: Terminal;
  /** Whether an earlier apply was cut off, so that what it did may be in no state. */
  readonly recovering: boolean;
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
  const { paths, terminal } = context;
  const loaded = await openEnvironment(paths, name, reading);
  const { environment } = loaded;
  await checkExtensions(environment);
  const aws = connect(environment.region);
  const [binary, configuration, outdated] = await Promise.all([
    terraformFor(context),
    synthesised(environment, join(paths.terraform, name)),
    checkAccount(aws, environment).then(() => checkBoundary(aws, environment)),
  ]);
  if (outdated) terminal.note(`warning: ${outdated}`);
  return await workOn(context, { loaded, aws, binary, configuration }, work, operation);
}

async function synthesised(environment: Environment, folder: string): Promise<string> {
  synthesise([environment], folder);
  return readConfiguration(folder, environment.name);
}

/** Opens Terraform on a target, under the lock of its state if the work changes anything. */
export async function workOn<T>(
  context: Context,
  { loaded, aws, binary, configuration }: Target,
  work: (prepared: Prepared) => Promise<T>,
  operation: Operation,
): Promise<T> {
  const { paths, terminal } = context;
  const { environment, origin } = loaded;
  const { name } = environment;
  const folder = join(paths.terraform, name, 'stacks', name);
  const note = (line: string): void => terminal.note(line);
  const open = async (recovering: boolean): Promise<T> => {
    const locate = locator(configuration, origin);
    const terraform = await openTerraform(context, { binary, folder, configuration, locate });
    try {
      if (operation !== 'look') await recoverState(terraform, folder, note);
      else if (hasErroredState(folder)) note(ERRORED);
      const parsed: unknown = JSON.parse(configuration);
      return await work({
        loaded,
        aws,
        terraform,
        terminal,
        recovering,
        configuration: parsed,
      });
    } finally {
      // At once: a runner's folder goes with it.
      if (operation !== 'look') await recoverState(terraform, folder, note);
      await terraform.close();
    }
  };
  const place = statePlace(aws.s3, environment);
  return await alone(context, { place, folder, environment: name, operation }, open);
}

const ERRORED = 'the last apply could not write its state: the next one does that first';

/** Does some work while nobody else changes a state: under its lock, or once nobody holds it. */
export async function alone<T>(
  { env, terminal }: Context,
  props: {
    readonly place: StatePlace;
    /** The working folder. */
    readonly folder: string;
    /** Name of the environment that `unlock` would be given. */
    readonly environment: string;
    readonly operation: Operation | 'bootstrap';
  },
  work: (recovering: boolean) => Promise<T>,
): Promise<T> {
  const { folder, operation, ...rest } = props;
  const lock = { ...rest, env, note: (line: string): void => terminal.note(line) };
  const holder = beginHolding(folder, env);
  try {
    if (operation !== 'look') return await withLock({ ...lock, operation, holder }, work);
    return await work(await waitForLock(lock));
  } finally {
    endHolding(folder);
  }
}

/** Finds Terraform as this process' variables say, or downloads it. */
export function terraformFor({ paths, env, terminal }: Context): Promise<Binary> {
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
