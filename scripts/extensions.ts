/** The team's own code in `stacks/extensions.ts`, checked like a file. */
import { grantProblems } from '../environments/model/grants.ts';
import type { Environment } from '../environments/model/schema.ts';
import { extensionsOf } from '../stacks/app.ts';
import { InputError } from './errors.ts';

/**
 * Refuses what the team's extension gets wrong for an environment, all of it at once.
 *
 * @throws InputError naming the lines.
 */
export async function checkExtensions(
  environment: Environment,
  extensions = extensionsOf(environment),
): Promise<void> {
  const { grants, problems } = extensions;
  const all = [...problems, ...(await grantProblems(environment, grants))];
  // One line of code may say the same of several jobs.
  if (all.length > 0) throw new InputError([...new Set(all)].join('\n'));
}
