/** An environment on the embedded AWS that scenarios are planned from. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Aws, connect } from '../../../scripts/aws/clients.ts';
import { makePlan } from '../../../scripts/commands/plan.ts';
import { type Prepared, terraformFor, workOn } from '../../../scripts/commands/prepare.ts';
import { type Context, openEnvironment } from '../../../scripts/context.ts';
import type { Texts } from '../../../scripts/review/scenario.ts';
import { readState } from '../../../scripts/terraform/state.ts';
import { configurationOf } from '../../../stacks/app.ts';
import type { Extend } from '../../../stacks/extension-api.ts';
import type { TestWorld } from '../world.ts';
import { type MadePlan, planIn, terraform } from './terraform.ts';

export const ENVIRONMENT = 'prod';

/** A world with one environment. */
export class Deployed {
  readonly world: TestWorld;
  #applied: Texts | undefined;

  constructor(world: TestWorld) {
    this.world = world;
  }

  get aws(): Aws {
    return connect('eu-central-1');
  }

  /**
   * Applies files, unless just that was applied last and nothing has moved since. What AWS filled in
   * by itself is taken into the state, or each plan would tell of it.
   */
  async hold(files: Texts | undefined): Promise<void> {
    if (!files || isDeepStrictEqual(files, this.#applied)) return;
    await this.apply(files);
    await this.terraform('apply', '-refresh-only', '-auto-approve', '-lock=false');
    this.#applied = files;
  }

  /** Says that what is there is no longer what was applied. */
  moved(): void {
    this.#applied = undefined;
  }

  /** Applies files whatever was there. */
  async apply(files: Texts, endpoint?: string): Promise<void> {
    this.moved();
    await this.#work(
      files,
      async (prepared) => {
        await makePlan(prepared);
        await prepared.terraform.apply(() => undefined);
      },
      { endpoint },
    );
  }

  /** Plans files. */
  async plan(files: Texts, extend?: Extend): Promise<MadePlan> {
    // The first makes the blocks of what is imported, let go of and moved; the second tells its counts.
    return await this.#work(
      files,
      async (prepared) => {
        await makePlan(prepared);
        return await planIn(this.#folder, this.world.context.env);
      },
      { extend },
    );
  }

  /** The id of something that is there, by its address. */
  async idOf(address: string): Promise<string> {
    const { environment } = await openEnvironment(this.world.context.paths, ENVIRONMENT);
    const state = await readState(this.aws.s3, environment);
    return String(state.find((one) => one.address === address)?.values['id']);
  }

  /** Runs `terraform state` and the like on the environment. */
  async terraform(...args: readonly string[]): Promise<void> {
    this.moved();
    await terraform(this.#folder, this.world.context.env, args);
  }

  get #folder(): string {
    return join(this.world.context.paths.terraform, ENVIRONMENT, 'stacks', ENVIRONMENT);
  }

  async #work<T>(
    files: Texts,
    work: (prepared: Prepared) => Promise<T>,
    { endpoint, extend }: { endpoint?: string | undefined; extend?: Extend | undefined },
  ): Promise<T> {
    const { paths, env, terminal } = this.world.context;
    const context: Context = {
      paths,
      terminal,
      env: { ...env, ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }) },
    };
    await rm(paths.environments, { recursive: true });
    await writeAll(paths.environments, files);
    const loaded = await openEnvironment(paths, ENVIRONMENT);
    const target = {
      loaded,
      aws: this.aws,
      binary: await terraformFor(context),
      configuration: JSON.stringify(configurationOf(loaded.environment, extend)),
    };
    return await workOn(context, target, work, 'apply');
  }
}

async function writeAll(folder: string, files: Texts): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}
