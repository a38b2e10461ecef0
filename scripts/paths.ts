import { join, relative, resolve } from 'node:path';

/** Folders that commands read and write; made from the environment once, at the entry. */
export interface Paths {
  /** The repository. */
  readonly root: string;
  /** What commands write, never committed: `.nightshift/`, or `NIGHTSHIFT_DIR`. */
  readonly home: string;
  /** Downloads that every clone may share: `.nightshift/cache/`, or `NIGHTSHIFT_CACHE_DIR`. */
  readonly cache: string;
  /** Terraform's working folders, one an environment; `NIGHTSHIFT_TERRAFORM_DIR`. */
  readonly terraform: string;
  /** The environment files, as messages show them. */
  readonly environments: string;
}

/** Reads the folders from environment variables; `./nightshift` sets the first two. */
export function pathsFrom(env: NodeJS.ProcessEnv, cwd: string): Paths {
  const root = env['NIGHTSHIFT_ROOT'] ?? cwd;
  const home = resolve(cwd, env['NIGHTSHIFT_DIR'] ?? join(root, '.nightshift'));
  return {
    root,
    home,
    cache: resolve(cwd, env['NIGHTSHIFT_CACHE_DIR'] ?? join(home, 'cache')),
    terraform: resolve(cwd, env['NIGHTSHIFT_TERRAFORM_DIR'] ?? join(home, 'terraform')),
    environments: relative(cwd, join(root, 'environments')) || '.',
  };
}
