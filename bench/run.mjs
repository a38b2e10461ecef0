// Measures, and prints ratios to a peer measured in the same run. Usage: npm run bench -- NAME
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => /^[a-z-]+\.bench\.mjs$/.test(file))
  .map((file) => file.slice(0, -'.bench.mjs'.length));
const name = process.argv[2] ?? '';
if (names.includes(name)) {
  await (await import(`./${name}.bench.mjs`)).default();
} else {
  console.error(`usage: npm run bench -- NAME, where NAME is one of ${names.join(', ')}`);
  process.exitCode = 2;
}
