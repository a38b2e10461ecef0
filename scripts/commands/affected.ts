import { isDeepStrictEqual } from 'node:util';
import { changedKeys } from '../../environments/model/changed-keys.ts';
import { inPromotionOrder } from '../../environments/model/promotion.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { showPath } from '../../environments/model/source.ts';
import { type Context, loadAll, loadAt, refuse } from '../context.ts';
import { changedCode } from '../git.ts';

/** Options of `affected`. */
export interface AffectedOptions {
  /** Commit, branch or tag to compare the working tree with. */
  readonly base: string;
  readonly json?: boolean;
}

/** An environment whose plan may differ from the base's. */
interface Affected {
  readonly environment: string;
  readonly file: string;
  /**
   * `created`: the base has no such file. `unreadable`: what the base has can't be read any more.
   * `neighbours`: what follows from the files of others, such as whose registry it is.
   */
  readonly why: readonly ('created' | 'keys' | 'neighbours' | 'code' | 'unreadable')[];
  /** Keys whose values differ. */
  readonly keys: readonly string[];
}

/**
 * `affected --base REF`: which environments a change touches, in the order in which they are
 * applied. A key counts if its value differs after the merge with `defaults.yaml`.
 *
 * @throws InputError if the files have problems, or there is no such commit.
 */
export async function affectedCommand(
  { paths, terminal }: Context,
  { base, json = false }: AffectedOptions,
): Promise<void> {
  const code = changedCode(paths.root, base).length > 0;
  const before = await loadAt(paths, base, { later: 'accept' });
  const { environments, names, problems } = await loadAll(paths);
  if (problems.length > 0) throw refuse(problems);
  const ordered = inPromotionOrder(
    [...environments.values()].map(({ environment }) => environment),
  );
  const affected = ordered.flatMap(({ name }): Affected[] => {
    const now = environments.get(name);
    if (!now) return [];
    const old = before.environments.get(name);
    const keys = old
      ? changedKeys(old.settings, now.settings).map(({ path }) => showPath(path))
      : [];
    const why: Affected['why'] = [
      ...(before.names.includes(name) ? [] : (['created'] as const)),
      ...(before.names.includes(name) && !old ? (['unreadable'] as const) : []),
      ...(keys.length > 0 ? (['keys'] as const) : []),
      ...(old && !isDeepStrictEqual(fromOthers(old.environment), fromOthers(now.environment))
        ? (['neighbours'] as const)
        : []),
      ...(code ? (['code'] as const) : []),
    ];
    return why.length > 0 ? [{ environment: name, file: now.file, why, keys }] : [];
  });
  const removed = before.names.filter((name) => !names.includes(name));
  if (json) {
    terminal.print(JSON.stringify({ base, environments: affected, removed }, null, 2));
    return;
  }
  for (const { environment, why, keys } of affected) {
    const reasons = why.map((one) => (one === 'keys' ? keys.join(', ') : WORDS[one]));
    terminal.print(`${environment}: ${reasons.join('; ')}`);
  }
  for (const name of removed)
    terminal.print(
      `${name}: its file is gone, what it made is not: put it back, run ./nightshift destroy ${name}, then remove it`,
    );
  if (affected.length + removed.length === 0) terminal.print(`nothing differs from ${base}`);
}

/** What of an environment follows from other environments' files. */
function fromOthers({ registry, pulledBy }: Environment) {
  return { registry, pulledBy };
}

const WORDS = {
  neighbours: 'where images are kept or who pulls them',
  created: 'new',
  code: 'the code that makes its configuration',
  unreadable: 'the file of the base can not be read by this checkout',
} as const;
