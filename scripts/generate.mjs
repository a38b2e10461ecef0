// Writes what is generated from the sources: the schema for editors and the reference of the
// environment files. With --check it only compares, and fails when a file is stale.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);

/** Loads a TypeScript module without a build step of its own. */
async function load(path) {
  const folder = mkdtempSync(join(tmpdir(), 'generate-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL(path, root))],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      // yaml is CommonJS and reaches for this.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { jsonSchema } = await load('environments/model/keys.ts');
const { reference } = await load('environments/model/reference.ts');
const generated = {
  'environments/schema.json': `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  'docs/environment-reference.md': reference(),
};

let stale = 0;
for (const [path, text] of Object.entries(generated)) {
  const file = new URL(path, root);
  let there;
  try {
    there = readFileSync(file, 'utf8');
  } catch {
    there = undefined;
  }
  if (there === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run npm run generate`);
    stale++;
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
