/** Where the provider comes from: a mirror on this machine if there is one, else the registry. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The provider that the bindings are made for, to the version (docs/adr/0001). */
export const PROVIDER = {
  source: 'registry.terraform.io/hashicorp/aws',
  version: '5.100.0',
} as const;

/** Folders that Terraform itself looks into. @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function impliedMirrors(env: NodeJS.ProcessEnv): string[] {
  const data = (env['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(':');
  return [
    join(homedir(), '.terraform.d/plugins'),
    join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'terraform/plugins'),
    ...data.map((folder) => join(folder, 'terraform/plugins')),
  ];
}

/** Where people put what isn't packaged; their folders are looked into, not below. */
const USUAL_PLACES = ['/opt', '/srv', '/usr/local', '/usr/local/share', '/usr/share', '/var/lib'];

function below(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

/** Terraform's name of this machine, such as `linux_arm64`. */
export function platform(os: string = process.platform, arch: string = process.arch): string {
  return `${os === 'win32' ? 'windows' : os}_${arch === 'x64' ? 'amd64' : arch}`;
}

function holdsProvider(mirror: string): boolean {
  const folder = join(mirror, PROVIDER.source);
  const packed = `terraform-provider-aws_${PROVIDER.version}_${platform()}.zip`;
  return existsSync(join(folder, PROVIDER.version, platform())) || existsSync(join(folder, packed));
}

/**
 * Finds a filesystem mirror that holds the provider for this machine.
 *
 * @param places folders whose folders may be mirrors; by default the usual ones.
 * @returns its path, or undefined: then the public registry serves.
 */
export function findMirror(env: NodeJS.ProcessEnv, places = USUAL_PLACES): string | undefined {
  const named = env['NIGHTSHIFT_TERRAFORM_MIRROR'];
  const candidates = [...(named ? [named] : []), ...impliedMirrors(env), ...places.flatMap(below)];
  return candidates.find(holdsProvider);
}

/** Terraform's CLI configuration: this project's own, whatever TF_CLI_CONFIG_FILE named. */
export function cliConfiguration(mirror: string | undefined, pluginCache: string): string {
  const quote = JSON.stringify;
  const lines = ['disable_checkpoint = true'];
  if (mirror === undefined) {
    lines.push(`plugin_cache_dir = ${quote(pluginCache)}`);
  } else {
    lines.push(
      'provider_installation {',
      '  filesystem_mirror {',
      `    path    = ${quote(mirror)}`,
      `    include = [${quote(PROVIDER.source)}]`,
      '  }',
      '  direct {',
      `    exclude = [${quote(PROVIDER.source)}]`,
      '  }',
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}
