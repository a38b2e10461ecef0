// Bundles the commands and the embedded AWS, or another program, into one folder.
// Usage: node bundle.mjs FOLDER [PROGRAM]
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// The one place that every first start passes; what follows would fail in stranger words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`nightshift: Node.js ${process.versions.node} is too old: install 20.19 or later`);
  process.exit(2);
}

/** How long an older bundle is kept, in milliseconds. */
const DAY_MS = 86_400_000;

const [target, program] = process.argv.slice(2);
if (!target) throw new Error('usage: node bundle.mjs FOLDER [PROGRAM]');
const root = fileURLToPath(new URL('..', import.meta.url));
// Built beside and linked in whole: a second command meets the old bundle or the new one, and one
// that runs keeps the one it started with.
const part = `${target}-${process.pid}`;
mkdirSync(dirname(target), { recursive: true });
const older = readdirSync(dirname(target)).filter((name) =>
  name.startsWith(`${basename(target)}-`),
);
await build({
  absWorkingDir: root,
  entryPoints: program
    ? { [basename(program, '.ts')]: program }
    : { cli: 'scripts/cli.ts', emulator: 'scripts/emulator/emulator.ts' },
  outdir: part,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  // Every start reads the maps, and the sources lie beside them.
  sourcesContent: false,
  // The package reads its data from files, and looks for them here.
  define: {
    'import.meta.env': JSON.stringify({
      IAM_DATA_ROOT: join(root, 'node_modules', '@cloud-copilot', 'iam-data'),
    }),
  },
  // cdktf is CommonJS and reaches for these.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
      'const { filename: __filename, dirname: __dirname } = import.meta;',
    ].join('\n'),
  },
  logLevel: 'error',
}).catch(() => {
  rmSync(part, { recursive: true, force: true });
  process.exit(1);
});
symlinkSync(basename(part), `${part}.link`);
renameSync(`${part}.link`, target);
for (const name of older) {
  const folder = join(dirname(target), name);
  // A command, or the embedded AWS, may still load from it.
  if (Date.now() - statSync(folder).mtimeMs > DAY_MS)
    rmSync(folder, { recursive: true, force: true });
}
