/** Leads from what a plan shows back to the team's own code. */

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

/** Whether a statement of a job's role is from there. */
export function isExtensionSid(sid: string): boolean {
  return /^Extension\d+$/.test(sid);
}
