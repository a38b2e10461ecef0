/** The messages of Terraform's JSON stream that this driver acts on; the rest passes by. */
import type { Origin } from '../../environments/model/source.ts';
import { EXTENSIONS_FILE, isExtension } from '../../stacks/extension-origin.ts';

/** @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
export interface Message {
  readonly type: string;
  readonly '@message': string;
  readonly hook?: {
    readonly resource?: { readonly addr: string };
    readonly action?: string;
    readonly elapsed_seconds?: number;
  };
  readonly diagnostic?: Diagnostic;
}

/** An error or a warning of Terraform's. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
}

/** Parses one line of the stream; undefined if it is no message. */
export function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line) as Message;
    return typeof message.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Leads from a resource's address to the line of YAML it comes from. */
export type Locate = (address: string) => Origin | undefined;

/**
 * Reads the addresses of a synthesised configuration: each resource bears the path of its
 * construct, and constructs bear the names of the file's keys.
 *
 * @param origin the nearest written value for a path of keys.
 */
export function locator(
  configuration: string,
  origin: (path: readonly string[]) => Origin,
): Locate {
  const { resource } = JSON.parse(configuration) as {
    resource: Record<string, Record<string, { '//'?: { metadata: { path: string } } }>>;
  };
  return (address) => {
    const [type = '', name = ''] = address.replace(/\[.*$/, '').split('.');
    const path = resource[type]?.[name]?.['//']?.metadata.path;
    return path === undefined ? undefined : origin(path.split('/').slice(1));
  };
}

/** An error as people read it: what failed, at which resource, from which line. */
export function showDiagnostic({ summary, detail, address }: Diagnostic, locate: Locate): string {
  const lines = [summary, ...(detail ? [detail] : [])];
  if (address) {
    lines.push(`at ${address}${showOrigin(address, locate)}`);
  }
  return lines.join('\n  ');
}

function showOrigin(address: string, locate: Locate): string {
  if (isExtension(address)) return `, from ${EXTENSIONS_FILE}`;
  const origin = locate(address);
  return origin && origin.line > 1 ? `, from ${origin.file}:${origin.line}` : '';
}
