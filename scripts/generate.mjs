// Writes what is generated from the sources: environments/schema.json. With --check it only
// compares, and fails when a file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);

/** Loads a TypeScript module without a build step of its own. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, root))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

const { jsonSchema } = await load('environments/model/schema.ts');
const generated = { 'environments/schema.json': `${JSON.stringify(jsonSchema(), null, 2)}\n` };

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
