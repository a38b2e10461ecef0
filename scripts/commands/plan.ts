import { SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { configurationOf } from '../../stacks/app.ts';
import { MOVED } from '../../stacks/moved.ts';
import { tellOrphans } from '../adoption/orphans.ts';
import { planAdopting } from '../adoption/plan.ts';
import { checkExistingNetwork } from '../aws/existing-network.ts';
import { commitsOf } from '../aws/image-commits.ts';
import { listOwned } from '../aws/owned.ts';
import type { Context } from '../context.ts';
import { FailedError, InputError } from '../errors.ts';
import { review } from '../review/assemble.ts';
import { imagesIn } from '../review/explain/image.ts';
import type { Compared } from '../review/files.ts';
import type { MarkedPlan } from '../review/plan.ts';
import { readShown } from '../review/read.ts';
import { jsonText, renderTerminal, toJson } from '../review/render/index.ts';
import type { Review } from '../review/review.ts';
import { screen } from '../terminal.ts';
import { locator } from '../terraform/messages.ts';
import { configured, dataIn, leaving, refuseLoss } from '../terraform/retain.ts';
import { type Managed, moved, readState } from '../terraform/state.ts';
import { type Comparing, tryCompared } from './compared.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Options of `plan`. */
export interface PlanOptions extends Comparing {
  readonly environment: string;
  readonly json?: boolean;
  /** Shows every difference, however many. @default false */
  readonly full?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/** `plan <env>`: what an apply would change, as the comment will say it. Changes nothing. */
export async function planCommand(
  context: Context,
  { environment, set = [], base, json = false, full = false, now = new Date() }: PlanOptions,
): Promise<void> {
  const overlay = { environment, assignments: set };
  const compared = await tryCompared(context, environment, { base, set });
  const made = await prepare(
    context,
    environment,
    async (prepared) => {
      const plan = await makePlan(prepared);
      const commits = await commitsIn(prepared, plan);
      return reviewOf(prepared, plan, { compared, now, commits });
    },
    { overlay, operation: 'look' },
  );
  if (json) context.terminal.print(jsonText(toJson(made)));
  else showReview(context, made, { full });
}

/** What is known beside a plan. */
interface Beside {
  readonly compared?: Compared | undefined;
  /** @default the time of the call */
  readonly now?: Date;
  /** Of images, by their digests. @default none is known */
  readonly commits?: ReadonlyMap<string, string>;
}

/** The commits of the images that a plan names by their digests, as far as the registry tells. */
export function commitsIn(
  { aws }: Pick<Prepared, 'aws'>,
  { changes }: MarkedPlan,
): Promise<ReadonlyMap<string, string>> {
  return commitsOf(aws.ecr, imagesIn(changes));
}

/** The review of an environment's own plan. */
export function reviewOf(
  { loaded }: Pick<Prepared, 'loaded'>,
  plan: MarkedPlan,
  { compared, now = new Date(), commits }: Beside,
): Review {
  return review({
    plan,
    now,
    ...(commits && { commits }),
    files: { after: loaded, compared, synthesise: configurationOf, prices: SHIPPED_PRICES },
  });
}

/**
 * Plans to the file that `apply` applies, adopting what an earlier life or an apply that was cut
 * off has left, and letting go of data that the files no longer name.
 *
 * @throws InputError if data would be lost, or if tasks could not start in the existing network
 *   that the file names. A destroy doesn't ask: that network may be gone already.
 */
export async function makePlan(prepared: Prepared): Promise<MarkedPlan> {
  const { loaded, aws, terraform, terminal, recovering, configuration } = prepared;
  const { environment } = loaded;
  const { removalPolicy } = environment;
  const [state, owned] = await Promise.all([
    readState(aws.s3, environment),
    listOwned(aws, environment),
    checkExistingNetwork(aws.ec2, loaded),
  ]);
  await completeData(prepared, state);
  const managed = moved(state, MOVED);
  const retained = removalPolicy === 'retain' ? leaving(managed, configured(configuration)) : [];
  const { plan, orphans } = await planAdopting(
    {
      terraform,
      ec2: aws.ec2,
      ...(recovering && { lookAgain: () => listOwned(aws, environment) }),
    },
    environment,
    { place: environment, configuration, managed, owned },
    { forgets: retained.map(({ address }) => address), moves: MOVED },
  ).catch((error) => {
    throw protectedBucket(error) ?? error;
  });
  for (const line of tellOrphans(orphans, environment.name)) terminal.note(line);
  refuseLoss(plan, removalPolicy, locator(JSON.stringify(configuration), loaded.origin));
  return readShown(plan);
}

/**
 * What holds data and was half made when an apply was cut off is completed. Terraform would make
 * it anew, and data is never destroyed for that.
 *
 * @throws FailedError where the work only looks: it takes a change of the state.
 */
async function completeData(
  { loaded, terraform, terminal, operation }: Prepared,
  state: readonly Managed[],
): Promise<void> {
  for (const one of state) {
    const data = one.tainted ? dataIn(one) : undefined;
    if (data === undefined) continue;
    const what = `the making of ${data} was cut off`;
    if (operation === 'look')
      throw new FailedError(`${what}: ./nightshift apply ${loaded.environment.name} completes it`);
    await terraform.untaint(one.address);
    terminal.note(`${what}: it is completed, not made anew`);
  }
}

/** Terraform's own refusal to replace a protected bucket is one of ours: nothing was done. */
function protectedBucket({ message }: Error): InputError | undefined {
  return message.includes('Instance cannot be destroyed') ? new InputError(message) : undefined;
}

/** Prints a review: what a reviewer decides on, then the differences. */
export function showReview(
  { terminal }: Context,
  made: Review,
  { full = false }: { readonly full?: boolean } = {},
): void {
  const { environment = '' } = made;
  const section = { kind: 'review', environment: `plan of ${environment}`, review: made } as const;
  for (const line of renderTerminal([section], { ...screen(), full })) terminal.print(line);
}
