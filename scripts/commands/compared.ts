/** The files of an environment, and those that they are compared with. */
import { join, resolve } from 'node:path';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import { type Context, loadAt, openEnvironment, refuse } from '../context.ts';
import { changedCode, hasRepository } from '../git.ts';
import type { Compared } from '../review/files.ts';

/** What to compare with. */
export interface Comparing {
  /** Commit, branch or tag. @default with `set` the files as they are, else HEAD */
  readonly base?: string | undefined;
  /** Assignments laid over the file. @default none */
  readonly set?: readonly string[];
}

/**
 * Opens what an environment's files are compared with.
 *
 * @throws InputError if there is no such commit, or its files have problems.
 */
export async function openCompared(
  context: Context,
  name: string,
  { base, set = [] }: Comparing,
): Promise<Compared & { readonly before: LoadedEnvironment | undefined }> {
  const { paths } = context;
  if (base === undefined && set.length > 0) {
    const before = await openEnvironment(paths, name);
    return { base: 'the files as they are', before, code: [] };
  }
  const ref = base ?? 'HEAD';
  return {
    base: ref,
    before: await openAt(context, ref, name),
    code: changedCode(paths.root, ref),
  };
}

/**
 * The same where nobody asked for a comparison: undefined without a repository, or where the files
 * of the last commit can't be read.
 */
export async function tryCompared(
  context: Context,
  name: string,
  comparing: Comparing,
): Promise<Compared | undefined> {
  const asked = comparing.base !== undefined || (comparing.set ?? []).length > 0;
  if (asked) return await openCompared(context, name, comparing);
  const { root, environments } = context.paths;
  // Files that lie elsewhere have no history here.
  const own = resolve(environments) === join(resolve(root), 'environments');
  if (!own || !hasRepository(root)) return undefined;
  return await openCompared(context, name, comparing).catch(() => undefined);
}

/** The environment as a commit has it; undefined if it has none. */
async function openAt(
  { paths }: Context,
  ref: string,
  name: string,
): Promise<LoadedEnvironment | undefined> {
  const { environments, names, problems } = await loadAt(paths, ref, { later: 'accept' });
  const loaded = environments.get(name);
  if (loaded || !names.includes(name)) return loaded;
  throw refuse(
    problems,
    `the files of ${ref} have problems, so there is nothing to compare with:\n`,
  );
}
