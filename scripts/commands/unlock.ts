import { BOOTSTRAP_STATE_KEY } from '../../environments/model/names.ts';
import { connect } from '../aws/clients.ts';
import { checkAccount } from '../aws/preflight.ts';
import { type Context, openEnvironment } from '../context.ts';
import { InputError } from '../errors.ts';
import { hasEnded } from '../terraform/holder.ts';
import { describe, freeLock, holderOf, readLock, statePlace } from '../terraform/lock.ts';

/** Options of `unlock`. */
export interface UnlockOptions {
  readonly environment: string;
  /** The lock's id, as the error says it that meets the lock. */
  readonly lock: string;
}

/**
 * `unlock <env> <lock>`: frees a lock of which a person knows that its holder has ended.
 *
 * @throws InputError if it is another lock by now, or if its holder still runs on this machine.
 */
export async function unlockCommand(
  { paths, terminal }: Context,
  { environment: name, lock: id }: UnlockOptions,
): Promise<void> {
  const { environment } = await openEnvironment(paths, name);
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  const own = statePlace(aws.s3, environment);
  const bootstrap = { ...own, key: BOOTSTRAP_STATE_KEY };
  const locks = await Promise.all(
    [own, bootstrap].map(async (place) => ({ place, held: await readLock(place) })),
  );
  const found = locks.find(({ held }) => held?.lock.ID === id) ?? locks.find(({ held }) => held);
  if (!found?.held) {
    terminal.print(`the state of ${name} is not locked`);
    return;
  }
  const { place, held } = found;
  const whose = describe(held.lock);
  if (held.lock.ID !== id)
    throw new InputError(
      `the lock of ${name} is not ${id} but ${held.lock.ID}, ${whose}: nothing was freed`,
    );
  const holder = holderOf(held.lock);
  if (holder && hasEnded(holder) === false)
    throw new InputError(
      `the lock of ${name} is held by ${whose}, which still runs on this machine: wait for its end, or interrupt it`,
    );
  await freeLock(place, held);
  terminal.print(`freed the lock of ${name}: ${whose}`);
}
