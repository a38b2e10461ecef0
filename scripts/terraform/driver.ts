/** Terraform, driven: one working folder an environment, errors told with their YAML line. */
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FailedError, InputError } from '../errors.ts';
import { type ProcessResult, runProcess } from '../process.ts';
import {
  cliConfigFile,
  type FolderProps,
  isInitialised,
  markInitialised,
  planFile,
  writeFolder,
} from './folder.ts';
import { recordChild } from './holder.ts';
import {
  type Diagnostic,
  type Locate,
  type Message,
  parseMessage,
  showDiagnostic,
} from './messages.ts';

/** Variables that would send Terraform to another state or change what it plans. */
const STEERING = /^TF_(WORKSPACE|DATA_DIR|CLI_ARGS.*)$/;
/** The lock is taken by whoever drives (lock.ts), for a plan and its apply together. */
const NO_LOCK = '-lock=false';

/** An import block: what exists becomes managed by the next apply. */
export interface Import {
  /** Address in the configuration. */
  readonly to: string;
  readonly id: string;
}

/** What to plan. */
export interface PlanOptions {
  /** That all goes. @default false */
  readonly destroy?: boolean;
  /** @default none */
  readonly imports?: readonly Import[];
  /** Addresses that are let go of without being destroyed; the configuration may not name them. @default none */
  readonly forgets?: readonly string[];
  /** Addresses that have changed. @default none */
  readonly moves?: readonly { readonly from: string; readonly to: string }[];
}

/** What Terraform is driven with. */
export interface TerraformProps extends FolderProps {
  /** From an address to a YAML line. */
  readonly locate: Locate;
}

/** Errors that Terraform told, as it told them. */
export class TerraformError extends FailedError {
  readonly errors: readonly Diagnostic[];

  constructor(message: string, errors: readonly Diagnostic[]) {
    super(message);
    this.errors = errors;
  }
}

/** Terraform in one working folder. Every method passes Ctrl-C on and throws on errors. */
export class Terraform {
  readonly #props: TerraformProps;
  readonly #fingerprint: string;

  private constructor(props: TerraformProps, fingerprint: string) {
    this.#props = props;
    this.#fingerprint = fingerprint;
  }

  /**
   * Writes the working folder, and initialises it unless it already is for the same backend,
   * providers and tools. `NIGHTSHIFT_TERRAFORM_OVERRIDE` may name a Terraform override file to
   * lay over the configuration.
   *
   * @throws InputError if the folder can't be written, the provider not be had or the state not be reached.
   */
  static async open(props: TerraformProps): Promise<Terraform> {
    const fingerprint = await writeFolder(props);
    const terraform = new Terraform(props, fingerprint);
    if (!(await isInitialised(props.folder, fingerprint))) await terraform.#initialise();
    return terraform;
  }

  /**
   * Plans to a file.
   *
   * @returns whether there is anything to apply.
   * @throws TerraformError
   */
  async plan(options: PlanOptions = {}): Promise<boolean> {
    const { destroy = false, imports = [], forgets = [], moves = [] } = options;
    const removed = forgets.map((from) => ({ from, lifecycle: { destroy: false } }));
    await this.#writeBlocks('imports.tf.json', 'import', imports);
    await this.#writeBlocks('removed.tf.json', 'removed', removed);
    await this.#writeBlocks('moved.tf.json', 'moved', moves);
    const args = [
      'plan',
      '-input=false',
      '-json',
      '-detailed-exitcode',
      NO_LOCK,
      `-out=${planFile()}`,
      ...(destroy ? ['-destroy'] : []),
    ];
    const plan = () => this.#stream(args, () => undefined);
    const { code } = await plan().catch(async (error: unknown) => {
      if (!wantsInit(error)) throw error;
      // Something that init made has gone, such as a cache of providers.
      await this.#initialise();
      return await plan();
    });
    return code === 2;
  }

  /** The plan as `terraform show -json` gives it. */
  async show(): Promise<unknown> {
    const { stdout } = await this.#checked(['show', '-json', planFile()]);
    return JSON.parse(stdout);
  }

  /** Applies the file that `plan` wrote, and nothing else. */
  async apply(onMessage: (message: Message) => void): Promise<void> {
    await this.#stream(['apply', '-input=false', '-json', NO_LOCK, planFile()], onMessage);
  }

  /** Removes the saved plan: it holds values in the clear. */
  async close(): Promise<void> {
    await rm(join(this.#props.folder, planFile()), { force: true });
  }

  /** Lets go of what exists, without destroying it. */
  async stateRemove(addresses: readonly string[]): Promise<void> {
    if (addresses.length > 0) await this.#checked(['state', 'rm', NO_LOCK, ...addresses]);
  }

  /**
   * Writes a state that Terraform could not write at the end of an apply.
   *
   * @returns what Terraform says if it isn't the successor of the one that is there.
   */
  async pushState(file: string): Promise<string | undefined> {
    const { code, stderr } = await this.#run(['state', 'push', NO_LOCK, file]);
    return code === 0 ? undefined : tidy(stderr);
  }

  async #initialise(): Promise<void> {
    const { folder } = this.#props;
    await markInitialised(folder, undefined);
    const { code, stderr } = await this.#run([
      'init',
      '-input=false',
      '-no-color',
      '-lockfile=readonly',
      // Another account or project is another state; there is nothing to migrate.
      '-reconfigure',
    ]);
    if (code !== 0) throw new InputError(`terraform init failed:\n${indent(tidy(stderr))}`);
    await markInitialised(folder, this.#fingerprint);
  }

  async #writeBlocks(name: string, block: string, blocks: readonly object[]): Promise<void> {
    const file = join(this.#props.folder, name);
    if (blocks.length > 0) await writeFile(file, JSON.stringify({ [block]: blocks }, null, 2));
    else await rm(file, { force: true });
  }

  async #run(args: readonly string[], onLine?: (line: string) => void): Promise<ProcessResult> {
    const { binary, folder, env } = this.#props;
    recordChild(folder, 'starting');
    return await runProcess({
      command: binary.name,
      args,
      cwd: folder,
      env: {
        ...Object.fromEntries(Object.entries(env).filter(([name]) => !STEERING.test(name))),
        TF_CLI_CONFIG_FILE: cliConfigFile(folder),
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      },
      onStart: (pid) => recordChild(folder, pid),
      ...(onLine && { onLine }),
    }).finally(() => recordChild(folder, 'none'));
  }

  async #checked(args: readonly string[]): Promise<ProcessResult> {
    const result = await this.#run(args);
    if (result.code === 0) return result;
    throw new FailedError(
      `${basename(this.#props.binary.name)} ${args[0]} failed:\n${indent(tidy(result.stderr))}`,
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
    throw new TerraformError(`terraform ${args[0]} failed:\n${indent(told)}`, errors);
  }
}

/** Whether Terraform says that the folder isn't initialised for what it reads there. */
function wantsInit(error: unknown): boolean {
  return (
    error instanceof TerraformError &&
    error.errors.some(({ summary, detail = '' }) =>
      /\bterraform init\b/.test(`${summary} ${detail}`),
    )
  );
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
