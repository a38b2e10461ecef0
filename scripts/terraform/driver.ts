/** Terraform, driven: one working folder an environment, errors told with their YAML line. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FailedError, InputError } from '../errors.ts';
import { type ProcessResult, runProcess } from '../process.ts';
import {
  type Diagnostic,
  type Locate,
  type Message,
  parseMessage,
  showDiagnostic,
} from './messages.ts';
import { cliConfiguration, findMirror } from './mirror.ts';

/** The saved plan's file in the working folder; of this process alone, so that what one shows is what it applies. */
const PLAN_FILE = `plan-${process.pid}.tfplan`;

/** Variables that would send Terraform to another state or change what it plans. */
const STEERING = /^TF_(WORKSPACE|DATA_DIR|CLI_ARGS.*)$/;
/** How long another command's lock is waited for. */
const LOCK_TIMEOUT = '-lock-timeout=20s';

/** An import block: what exists becomes managed by the next apply. */
export interface Import {
  /** Address in the configuration. */
  readonly to: string;
  readonly id: string;
}

/** A resource that the state holds, or a configuration. */
export interface Managed {
  /** Without an index. */
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a plan is asked for. */
export interface PlanOptions {
  readonly destroy?: boolean;
  /** @default none */
  readonly imports?: readonly Import[];
  /** Addresses that are let go of without being destroyed; the configuration may not name them. @default none */
  readonly forgets?: readonly string[];
}

/** What a working folder is made from. */
export interface TerraformProps {
  /** Name or path of the program. */
  readonly binary: string;
  /** The working folder; made if missing, its configuration replaced. */
  readonly folder: string;
  /** Keeps downloaded providers where no mirror has them. */
  readonly cache: string;
  /** The synthesised `cdk.tf.json`. */
  readonly configuration: string;
  /** The committed provider lock file, with the checksums of every platform. */
  readonly lockFile: string;
  /** From an address to a YAML line. */
  readonly locate: Locate;
  readonly env: NodeJS.ProcessEnv;
}

/** Terraform in one working folder. Every method passes Ctrl-C on and throws on errors. */
export class Terraform {
  readonly #props: TerraformProps;

  private constructor(props: TerraformProps) {
    this.#props = props;
  }

  /**
   * Writes the working folder and initialises it. `NIGHTSHIFT_TERRAFORM_OVERRIDE` may name a
   * Terraform override file to lay over the configuration.
   *
   * @throws InputError if the folder can't be written, the provider not be had or the state not be reached.
   */
  static async open(props: TerraformProps): Promise<Terraform> {
    const terraform = new Terraform(props);
    await terraform.#prepare();
    const { code, stderr } = await terraform.#run([
      'init',
      '-input=false',
      '-no-color',
      '-lockfile=readonly',
      // Another account or project is another state; there is nothing to migrate.
      '-reconfigure',
    ]);
    if (code !== 0) throw new InputError(`terraform init failed:\n${indent(tidy(stderr))}`);
    return terraform;
  }

  /**
   * Plans to a file.
   *
   * @returns whether there is anything to apply.
   */
  async plan(options: PlanOptions = {}): Promise<boolean> {
    const { destroy = false, imports = [], forgets = [] } = options;
    const removed = forgets.map((from) => ({ from, lifecycle: { destroy: false } }));
    await this.#writeBlocks('imports.tf.json', 'import', imports);
    await this.#writeBlocks('removed.tf.json', 'removed', removed);
    const args = [
      'plan',
      '-input=false',
      '-json',
      '-detailed-exitcode',
      LOCK_TIMEOUT,
      `-out=${PLAN_FILE}`,
    ];
    const { code } = await this.#stream(
      [...args, ...(destroy ? ['-destroy'] : [])],
      () => undefined,
    );
    return code === 2;
  }

  /** The plan as `terraform show -json` gives it. */
  async show(): Promise<unknown> {
    const { stdout } = await this.#checked(['show', '-json', PLAN_FILE]);
    return JSON.parse(stdout);
  }

  /** Applies the file that `plan` wrote, and nothing else. */
  async apply(onMessage: (message: Message) => void): Promise<void> {
    await this.#stream(['apply', '-input=false', '-json', LOCK_TIMEOUT, PLAN_FILE], onMessage);
  }

  /** Removes the saved plan: it holds values in the clear. */
  async close(): Promise<void> {
    await rm(join(this.#props.folder, PLAN_FILE), { force: true });
  }

  /** Addresses that the state holds. */
  async stateList(): Promise<string[]> {
    const { code, stdout, stderr } = await this.#run(['state', 'list']);
    if (code === 0) return stdout.split('\n').filter(Boolean);
    if (/No state file was found/.test(stderr)) return [];
    throw new FailedError(`terraform state list failed:\n${indent(tidy(stderr))}`);
  }

  /** What the state holds, with all values: some are secret. */
  async state(): Promise<Managed[]> {
    const { stdout } = await this.#checked(['state', 'pull']);
    // Before the first apply there is nothing, not even an empty state.
    const { resources = [] } = JSON.parse(stdout || '{}') as { resources?: StateResource[] };
    return resources
      .filter(({ mode }) => mode === 'managed')
      .flatMap(({ module, type, name, instances }) =>
        instances.map(({ attributes }) => ({
          address: [module, type, name].filter(Boolean).join('.'),
          type,
          values: attributes,
        })),
      );
  }

  /** Lets go of what exists, without destroying it. */
  async stateRemove(addresses: readonly string[]): Promise<void> {
    if (addresses.length > 0) await this.#checked(['state', 'rm', LOCK_TIMEOUT, ...addresses]);
  }

  async #prepare(): Promise<void> {
    const { folder, cache, configuration, lockFile, env } = this.#props;
    const pluginCache = join(cache, 'providers');
    await mkdir(folder, { recursive: true });
    await mkdir(pluginCache, { recursive: true });
    await writeFile(join(folder, 'cdk.tf.json'), configuration);
    await copyFile(lockFile, join(folder, '.terraform.lock.hcl'));
    await writeFile(this.#cliConfigFile, cliConfiguration(findMirror(env), pluginCache));
    const override = env['NIGHTSHIFT_TERRAFORM_OVERRIDE'];
    const target = join(folder, 'environment_override.tf.json');
    if (override) await copyFile(override, target);
    else await rm(target, { force: true });
  }

  get #cliConfigFile(): string {
    return join(this.#props.folder, 'cli.tfrc');
  }

  async #writeBlocks(name: string, block: string, blocks: readonly object[]): Promise<void> {
    const file = join(this.#props.folder, name);
    if (blocks.length > 0) await writeFile(file, JSON.stringify({ [block]: blocks }, null, 2));
    else await rm(file, { force: true });
  }

  #run(args: readonly string[], onLine?: (line: string) => void): Promise<ProcessResult> {
    const { binary, folder, env } = this.#props;
    return runProcess({
      command: binary,
      args,
      cwd: folder,
      env: {
        ...Object.fromEntries(Object.entries(env).filter(([name]) => !STEERING.test(name))),
        TF_CLI_CONFIG_FILE: this.#cliConfigFile,
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      },
      ...(onLine && { onLine }),
    });
  }

  async #checked(args: readonly string[]): Promise<ProcessResult> {
    const result = await this.#run(args);
    if (result.code === 0) return result;
    throw new FailedError(
      `${basename(this.#props.binary)} ${args[0]} failed:\n${indent(tidy(result.stderr))}`,
    );
  }

  /** Runs a command that speaks JSON; its errors become one exception. */
  async #stream(
    args: readonly string[],
    onMessage: (message: Message) => void,
  ): Promise<ProcessResult> {
    const errors: Diagnostic[] = [];
    const result = await this.#run(args, (line) => {
      const message = parseMessage(line);
      if (message?.diagnostic?.severity === 'error') errors.push(message.diagnostic);
      if (message) onMessage(message);
    });
    if (result.code === 0 || (result.code === 2 && errors.length === 0)) return result;
    const texts = errors.map((error) => showDiagnostic(error, this.#props.locate));
    const told = texts.length > 0 ? texts.join('\n') : tidy(result.stderr);
    throw new FailedError(`terraform ${args[0]} failed:\n${indent(told)}`);
  }
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format */
interface StateResource {
  readonly mode: 'managed' | 'data';
  readonly module?: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** Without the frame that Terraform draws around its messages. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^[│╷╵]\s?/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
