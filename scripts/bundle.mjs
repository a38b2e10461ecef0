// Bundles the commands and the embedded AWS into one folder. Usage: node bundle.mjs FOLDER
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// The one place that every first start passes; what follows would fail in stranger words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`nightshift: Node.js ${process.versions.node} is too old: install 20.19 or later`);
  process.exit(2);
}

const target = process.argv[2];
if (!target) throw new Error('usage: node bundle.mjs FOLDER');
const root = fileURLToPath(new URL('..', import.meta.url));
// Built beside and moved in whole, so that a second command never meets half a bundle.
const part = `${target}.${process.pid}`;
mkdirSync(dirname(target), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'scripts/cli.ts', world: 'scripts/emulator/world.ts' },
  outdir: part,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  // cdktf is CommonJS and reaches for these.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = import.meta.filename ?? new URL(import.meta.url).pathname;',
      "const __dirname = __filename.slice(0, __filename.lastIndexOf('/'));",
    ].join('\n'),
  },
  logLevel: 'error',
}).catch(() => {
  rmSync(part, { recursive: true, force: true });
  process.exit(1);
});
rmSync(target, { recursive: true, force: true });
try {
  renameSync(part, target);
} catch (error) {
  // A command that was started at the same time has put its own there, made from the same sources.
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  rmSync(part, { recursive: true, force: true });
}
