/** What Git has of the environment files, without touching the working tree. */
import { spawnSync } from 'node:child_process';
import { InputError } from './errors.ts';

/** Regular files of the names that environments may bear; no link, no folder. */
const ENTRY = /^100644 blob ([0-9a-f]+) +(\d+)\tenvironments\/([a-z][a-z0-9-]{0,30}\.yaml)$/;
/** As large as `parseSource` reads. */
const MOST_BYTES = 256 * 1024;
/** What all of it may take: a thousand files of the largest kind. */
const MAX_BUFFER = 256 * 1024 * 1024;

/**
 * The environment files as a commit has them, by name.
 *
 * @throws InputError if there is no such commit, or no repository.
 */
export function filesAt(root: string, ref: string): ReadonlyMap<string, string> {
  const commit = resolve(root, ref);
  const entries = git(root, ['ls-tree', '-l', '-z', commit, '--', 'environments/']).split('\0');
  const files = entries.flatMap((entry) => {
    const [, blob = '', size, name = ''] = ENTRY.exec(entry) ?? [];
    return name && Number(size) <= MOST_BYTES ? [{ blob, name }] : [];
  });
  return new Map(files.map(({ blob, name }) => [name, git(root, ['cat-file', 'blob', blob])]));
}

/**
 * Paths that differ between a commit and the working tree, new ones among them.
 *
 * @throws InputError as `filesAt`.
 */
export function changedSince(root: string, ref: string): string[] {
  const commit = resolve(root, ref);
  const tracked = git(root, ['diff', '--name-only', '-z', commit, '--']);
  const created = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  return `${tracked}${created}`.split('\0').filter((path) => path !== '');
}

function resolve(root: string, ref: string): string {
  const { status, stdout } = call(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  if (status === 0) return stdout.trim();
  const inside = call(root, ['rev-parse', '--git-dir']).status === 0;
  throw new InputError(
    inside
      ? `--base ${ref} is no commit here: name a branch, a tag or a commit; in a shallow clone fetch it first`
      : `--base ${ref} needs a Git repository, and ${root} is none`,
  );
}

function git(root: string, args: readonly string[]): string {
  const { status, stdout, stderr } = call(root, args);
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
  return stdout;
}

function call(root: string, args: readonly string[]) {
  const result = spawnSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    maxBuffer: MAX_BUFFER,
  });
  if (!result.error) return result;
  if ((result.error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new InputError('git is not on the PATH: install it, or leave --base out');
  throw result.error;
}
