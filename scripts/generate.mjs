// Writes what is generated from the sources: the schema for editors, the reference of the
// environment files, the page of the architecture and the examples of reviews. With --check it only compares, and fails when a file is stale.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
      mainFields: ['module', 'main'],
      // cdktf and yaml are CommonJS and reach for these.
      banner: {
        js: [
          "import { createRequire } from 'node:module';",
          'const require = createRequire(import.meta.url);',
          'const { filename: __filename, dirname: __dirname } = import.meta;',
        ].join('\n'),
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files that say what exists in AWS. */
function stacks() {
  const folder = fileURLToPath(new URL('stacks/', root));
  const files = readdirSync(folder, { recursive: true }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  return new Map(
    files.sort().map((file) => [`stacks/${file}`, readFileSync(join(folder, file), 'utf8')]),
  );
}

const { jsonSchema } = await load('environments/model/keys.ts');
const { reference } = await load('environments/model/reference.ts');
const { architecture } = await load('scripts/architecture/page.ts');
const { examples } = await load('scripts/review/examples.ts');
const generated = {
  'environments/schema.json': `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  'docs/environment-reference.md': reference(),
  'docs/architecture.md': await architecture(stacks()),
  'docs/examples.md': examples(fileURLToPath(new URL('scripts/review/__fixtures__', root))),
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
