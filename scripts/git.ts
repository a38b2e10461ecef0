/** What Git has of the environment files, without touching the working tree. */
import { spawnSync } from 'node:child_process';
import { InputError } from './errors.ts';

/** A plain file of a name that environments may bear; no link, no folder. */
const ENTRY = /^100(?:644|755) blob ([0-9a-f]+)\tenvironments\/([^/]+\.ya?ml)$/;
/** Whatever is no plain file there. */
const OTHER = /^(?:120000|160000) \w+ [0-9a-f]+\t(environments\/[^/]+\.ya?ml)$/;
/** What all of it may take. */
const MAX_BUFFER = 256 * 1024 * 1024;

/**
 * The environment files as a commit has them, by name.
 *
 * @throws InputError if there is no such commit, no repository, or a link in the place of a file.
 */
export function filesAt(root: string, ref: string): ReadonlyMap<string, Uint8Array> {
  const commit = resolve(root, ref);
  const entries = text(git(root, ['ls-tree', '-z', commit, '--', 'environments/'])).split('\0');
  const files = entries.flatMap((entry): [string, Uint8Array][] => {
    const [, other] = OTHER.exec(entry) ?? [];
    if (other) throw new InputError(`${other} of ${ref} is no plain file: commit its content`);
    const [, blob, name] = ENTRY.exec(entry) ?? [];
    return blob && name ? [[name, git(root, ['cat-file', 'blob', blob])]] : [];
  });
  return new Map(files);
}

/** Sources that a configuration follows from, beside the environment files. */
const CODE =
  /^(stacks(\/|$)|environments\/model(\/|$)|job\/contract\.ts$|scripts\/(terraform\/|bundle\.mjs$)|package(-lock)?\.json$|tsconfig\.json$|cdktf\.json$|\.terraform\.lock\.hcl$)/;

/**
 * Paths of code that makes configurations and differs between a commit and the working tree.
 *
 * @throws InputError as `filesAt`.
 */
export function changedCode(root: string, ref: string): string[] {
  return changedSince(root, ref).filter((path) => CODE.test(path) && !path.endsWith('.test.ts'));
}

/** Paths below `root` that differ between a commit and the working tree, new ones among them. */
function changedSince(root: string, ref: string): string[] {
  const commit = resolve(root, ref);
  // A person's settings may hide submodules, or show a renamed file under its new name alone.
  const options = ['--relative', '--no-renames', '--no-ext-diff', '--ignore-submodules=none'];
  const tracked = git(root, ['diff', ...options, '--name-only', '-z', commit, '--', '.']);
  const created = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  return `${text(tracked)}${text(created)}`.split('\0').filter((path) => path !== '');
}

/** Whether a folder lies in a repository that has a commit. */
export function hasRepository(root: string): boolean {
  return call(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).status === 0;
}

function resolve(root: string, ref: string): string {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const { status, stdout } = call(root, asked);
  if (status === 0) return text(stdout).trim();
  const repository = call(root, ['rev-parse', '--git-dir']);
  if (repository.status !== 0)
    throw new InputError(
      `${text(repository.stderr).trim()}: without Git, plan --offline takes --set alone`,
    );
  throw new InputError(
    `${ref} is no commit here: name a branch, a tag or a commit by --base; in a shallow clone fetch it first`,
  );
}

function git(root: string, args: readonly string[]): Uint8Array {
  const { status, stdout, stderr } = call(root, args);
  if (status !== 0) throw new InputError(`git ${args[0]}: ${text(stderr).trim()}`);
  return stdout;
}

function call(root: string, args: readonly string[]) {
  const result = spawnSync('git', ['-C', root, ...args], { maxBuffer: MAX_BUFFER });
  if (!result.error) return result;
  if ((result.error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new InputError('git is not on the PATH: install it, or use plan --offline with --set');
  throw result.error;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
