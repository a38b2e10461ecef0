// Bundles the runtime and every handler into one folder that needs no node_modules:
// what the Dockerfile copies, `exec` runs and the local Fargate starts.
// Usage: node build.mjs [folder], `dist` by default.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const handlers = readdirSync(new URL('handlers/', import.meta.url)).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);
await build({
  absWorkingDir: here,
  entryPoints: [
    'runtime/supervisor.ts',
    'runtime/main.ts',
    ...handlers.map((file) => `handlers/${file}`),
  ],
  outbase: '.',
  outdir: process.argv[2] ?? 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Nothing of it matters to a bundle, and the image has no tsconfig.json above job/.
  tsconfigRaw: {},
  sourcemap: 'linked',
  logLevel: 'warning',
});
