/** Leads from what a plan shows back to the team's own code. */
import { isDeepStrictEqual } from 'node:util';

/** Where a team adds its own resources. */
export const EXTENSIONS_FILE = 'stacks/extensions.ts';

/** Whether a resource is made there: its address bears the construct's path. */
export function isExtension(address: string): boolean {
  return address.includes('.extensions_');
}

/** Name of a statement that a job's role has from there. */
export function extensionSid(index: number): string {
  return `Extension${index}`;
}

/** Names of the statements from there that differ between two policies; none in what is no policy. */
export function changedExtensionStatements(before: unknown, after: unknown): string[] {
  const [old, now] = [statementsOf(before), statementsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)));
}

function statementsOf(policy: unknown): Map<string, unknown> {
  const { Statement = [] } = (policy ?? {}) as { Statement?: { Sid?: string }[] };
  return new Map(
    [Statement].flat().flatMap((statement): [string, unknown][] => {
      const { Sid = '' } = statement;
      return /^Extension\d+$/.test(Sid) ? [[Sid, statement]] : [];
    }),
  );
}
