import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cliConfiguration, findMirror, PROVIDER, platform } from './mirror.ts';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'mirror-'));

function mirrorIn(folder: string, kind: 'packed' | 'unpacked', name = platform()): string {
  const provider = join(folder, PROVIDER.source);
  if (kind === 'unpacked') mkdirSync(join(provider, PROVIDER.version, name), { recursive: true });
  else {
    mkdirSync(provider, { recursive: true });
    writeFileSync(join(provider, `terraform-provider-aws_${PROVIDER.version}_${name}.zip`), '');
  }
  return folder;
}

const NOWHERE = { XDG_DATA_HOME: '/nowhere', XDG_DATA_DIRS: '/nowhere' };

describe('a mirror of the provider', () => {
  test.each(['packed', 'unpacked'] as const)('%s is found in a folder of a usual place', (kind) => {
    const place = scratch();
    const mirror = mirrorIn(join(place, 'plugins'), kind);

    expect(findMirror(NOWHERE, [place])).toBe(mirror);
  });

  test('is found where Terraform itself looks, and where a variable says', () => {
    const data = scratch();
    const implied = mirrorIn(join(data, 'terraform/plugins'), 'unpacked');
    const named = mirrorIn(scratch(), 'unpacked');

    expect(findMirror({ ...NOWHERE, XDG_DATA_HOME: data }, [])).toBe(implied);
    expect(findMirror({ XDG_DATA_HOME: data, NIGHTSHIFT_TERRAFORM_MIRROR: named }, [])).toBe(named);
  });

  test('for another machine, or nowhere, leaves the registry', () => {
    const place = scratch();
    mirrorIn(join(place, 'plugins'), 'unpacked', 'plan9_mips');

    expect(findMirror(NOWHERE, [place, '/no/such/place'])).toBeUndefined();
  });
});

describe("Terraform's CLI configuration", () => {
  test('takes this provider from the mirror and all others from their registry', () => {
    expect(cliConfiguration('/some/mirror', '/cache')).toBe(
      [
        'disable_checkpoint = true',
        'provider_installation {',
        '  filesystem_mirror {',
        '    path    = "/some/mirror"',
        '    include = ["registry.terraform.io/hashicorp/aws"]',
        '  }',
        '  direct {',
        '    exclude = ["registry.terraform.io/hashicorp/aws"]',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('without a mirror keeps what is downloaded', () => {
    expect(cliConfiguration(undefined, '/cache')).toBe(
      'disable_checkpoint = true\nplugin_cache_dir = "/cache"\n',
    );
  });
});
