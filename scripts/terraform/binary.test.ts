import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { recorder } from '../../tests/support/world.ts';
import { InputError } from '../errors.ts';
import { type BinaryProps, findTerraform, PINNED_VERSION } from './binary.ts';
import { platform } from './mirror.ts';

const PROGRAM = '#!/bin/sh\necho \'{"terraform_version":"1.11.4"}\'\n';
const ARCHIVE = zipSync({ terraform: Buffer.from(PROGRAM), 'LICENSE.txt': Buffer.from('MPL') });
const CHECKSUM = createHash('sha256').update(ARCHIVE).digest('hex');

describe('where no terraform is on the PATH', () => {
  let server: Server;
  let releases: string;
  let requested: string[];
  let cache: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      requested.push(request.url ?? '');
      response.end(ARCHIVE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  beforeEach(async () => {
    requested = [];
    cache = await mkdtemp(join(tmpdir(), 'cache-'));
  });

  const find = async (change: Partial<BinaryProps> = {}): Promise<string> => {
    const { name } = await findTerraform({
      env: { PATH: '' },
      cache,
      terminal: recorder(),
      releases,
      checksums: { [platform()]: CHECKSUM },
      ...change,
    });
    return name;
  };

  test('the pinned version is downloaded once, and can be started', async () => {
    const binary = await find();

    expect(requested).toEqual([
      `/terraform/${PINNED_VERSION}/terraform_${PINNED_VERSION}_${platform()}.zip`,
    ]);
    expect(await readFile(binary, 'utf8')).toBe(PROGRAM);
    expect(await find()).toBe(binary);
    expect(requested).toHaveLength(1);
  });

  test('a wrong checksum installs nothing', async () => {
    const wrong = find({ checksums: { [platform()]: '0'.repeat(64) } });

    await expect(wrong).rejects.toThrow(InputError);
    await expect(wrong).rejects.toThrow(
      `has the checksum ${CHECKSUM}, not ${'0'.repeat(64)}: it was not installed`,
    );
    await expect(find({ checksums: { [platform()]: '0'.repeat(64) } })).rejects.toThrow(InputError);
    expect(requested).toHaveLength(2);
  });

  test('a platform without a checksum downloads nothing', async () => {
    await expect(find({ checksums: {} })).rejects.toThrow(
      `terraform is not on the PATH, and no checksum is known for ${platform()}: install Terraform 1.11 or later`,
    );
    expect(requested).toEqual([]);
  });

  test('and no network, one sentence says what to do', async () => {
    const closed = find({ releases: 'http://127.0.0.1:1' });

    await expect(closed).rejects.toThrow(InputError);
    await expect(closed).rejects.toThrow(
      /^terraform is not on the PATH and could not be downloaded from .*: install Terraform 1\.11 or later, or name one by TERRAFORM_BINARY_NAME$/,
    );
  });
});

describe('a terraform that is there', () => {
  async function withTerraform(version: string) {
    const folder = await mkdtemp(join(tmpdir(), 'bin-'));
    await writeFile(
      join(folder, 'terraform'),
      `#!/bin/sh\necho '{"terraform_version":"${version}"}'\n`,
    );
    await chmod(join(folder, 'terraform'), 0o755);
    const found = findTerraform({
      env: { PATH: `${folder}:/bin` },
      cache: folder,
      terminal: recorder(),
    });
    return { found, clean: () => rm(folder, { recursive: true }) };
  }

  test.each(['1.11.0', '1.14.2', '2.0.0'])('of version %s is used', async (version) => {
    const { found, clean } = await withTerraform(version);
    expect(await found).toEqual({ name: 'terraform', version });
    await clean();
  });

  test.each(['1.10.5', '0.15.0'])('of version %s is too old', async (version) => {
    const { found, clean } = await withTerraform(version);
    await expect(found).rejects.toThrow(
      `terraform is version ${version}, which locks no state in S3: install Terraform 1.11`,
    );
    await clean();
  });

  test('and named must start', async () => {
    const found = findTerraform({
      env: { TERRAFORM_BINARY_NAME: '/no/such/tofu' },
      cache: '/nowhere',
      terminal: recorder(),
    });
    await expect(found).rejects.toThrow(
      'TERRAFORM_BINARY_NAME is "/no/such/tofu", which can\'t be started',
    );
  });
});
