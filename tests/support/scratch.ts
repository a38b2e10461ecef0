import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './world.ts';

/** What a checkout holds that commands need, without packages and builds. */
const CONTENTS = [
  '.terraform.lock.hcl',
  'environments',
  'job',
  'nightshift',
  'package-lock.json',
  'package.json',
  'scripts',
  'stacks',
  // Jest's own start.
  'tests/support/scratch-folder.ts',
];

/** A checkout to edit and break, without packages. */
export function scratchCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), 'checkout-'));
  for (const name of CONTENTS) {
    cpSync(join(ROOT, name), join(root, name), {
      recursive: true,
      filter: (path) => !/node_modules|\/dist(\/|$)/.test(path.slice(ROOT.length)),
    });
  }
  return root;
}

/**
 * Puts packages of this checkout into another.
 *
 * Links one by one: an `npm ci` over there unlinks them and leaves ours alone.
 */
export function linkPackages(root: string, names = readdirSync(join(ROOT, 'node_modules'))): void {
  const modules = join(root, 'node_modules');
  mkdirSync(modules);
  for (const name of names.filter((entry) => !entry.startsWith('.'))) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(modules, '.package-lock.json'), '{}');
}

/** Runs Git in a folder, as an author of its own. @returns what Git prints */
export function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A checkout with packages, as the first commit of a repository's branch `main`. */
export function scratchRepository(): string {
  const root = scratchCheckout();
  linkPackages(root);
  writeFileSync(join(root, '.gitignore'), 'node_modules\n');
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message=start');
  return root;
}

/** Checks the types of one file of a checkout, as strictly as this one's. @throws with what tsc says. */
export function checkTypes(root: string, file: string): void {
  const project = join(root, 'tsconfig.one.json');
  const settings = { extends: join(ROOT, 'tsconfig.json'), include: [], files: [file] };
  writeFileSync(project, JSON.stringify(settings));
  try {
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', project], { cwd: root });
  } catch (error) {
    throw new Error(String((error as { stdout?: Buffer }).stdout));
  } finally {
    rmSync(project);
  }
}
