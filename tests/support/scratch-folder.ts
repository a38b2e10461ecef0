/**
 * A folder for all that a run of the tests writes: it goes with the run, whatever a test leaves
 * behind.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Jest's `globalSetup`: what starts from here on finds the folder by `TMPDIR`. */
export default function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-tests-'));
  // As the folder that it stands for: tests run commands as other users too.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
