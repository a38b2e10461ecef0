/** A state that Terraform could not write: it leaves it in the working folder, and says so. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Terraform } from './driver.ts';

/** Where Terraform puts it. @see https://developer.hashicorp.com/terraform/cli/commands/apply */
function erroredFile(folder: string): string {
  return join(folder, 'errored.tfstate');
}

/** Whether the last apply's state still lies in the folder. */
export function hasErroredState(folder: string): boolean {
  return existsSync(erroredFile(folder));
}

/**
 * Writes it where it belongs. Terraform refuses it if it is of another state, or if a newer one
 * has been written since; then it is kept beside, and adoption finds what only it knew.
 */
export async function recoverState(
  terraform: Terraform,
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  if (!hasErroredState(folder)) return;
  const file = erroredFile(folder);
  const refusal = await terraform.pushState(file);
  if (refusal === undefined) {
    rmSync(file);
    note('wrote the state that the last apply could not write');
    return;
  }
  // Whatever keeps it from being written, such as credentials, may pass: then it is tried again.
  if (!/lineage|serial/.test(refusal)) {
    note(`the state that the last apply could not write lies in ${file}:\n${refusal}`);
    return;
  }
  const kept = file.replace(/tfstate$/, `${new Date().toISOString().replaceAll(':', '-')}.tfstate`);
  renameSync(file, kept);
  note(
    `the state that an earlier apply could not write is not the successor of the one in use, and lies in ${kept}: what only it knows is looked for by its tags`,
  );
}
