// Takes out one rule of the review at a time, and demands a red test for each: npm run test:mutants,
// or a part of the rules by their place, such as -- render/escape.ts. A rule is an entry of a list
// (array, set or record with a name in capitals) in scripts/review/.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOM = 'scripts/review';

/** Lists of words and of places in our own types, which decide nothing. Tuples (`as const`) are none. */
const NO_RULES = new Set([
  'examples.ts SHOWN',
  'explain/kinds.ts CALLED',
  'explain/kinds.ts HOLDS',
  'finding.ts RISKS',
  'rows.ts UNITS',
  'rows.ts VERBS',
  'verdict.ts VERBS',
]);

/** What a list is made from, whatever is said of its type. */
function entriesOf(init) {
  if (!init) return [];
  if (init.expression && /^Ts(?!Const)|^Paren/.test(init.type)) return entriesOf(init.expression);
  if (init.type === 'CallExpression' && init.callee.type === 'MemberExpression')
    return entriesOf(init.callee.object);
  if (init.type === 'ArrayExpression')
    return init.elements.map(({ spread, expression: { span } }) => ({
      ...span,
      ...(spread && { start: spread.start }),
    }));
  if (init.type === 'ObjectExpression')
    return init.properties.map((one) => {
      const [first, last] = [
        one.key ?? one.spread ?? one,
        one.value ?? one.body ?? one.arguments ?? one,
      ];
      return {
        start: (one.span ?? first.span ?? first).start,
        end: (one.span ?? last.span ?? last).end,
      };
    });
  if (init.type === 'NewExpression' && /^(Set|Map)$/.test(init.callee.value))
    return entriesOf(init.arguments?.[0]?.expression);
  return [];
}

/** All rules of a file, each with the file's text without it. */
function mutantsOf(file) {
  const source = readFileSync(join(ROOT, file));
  const { body } = parseSync(source.toString(), { syntax: 'typescript' });
  const declarations = body
    .map((one) => one.declaration ?? one)
    .flatMap((one) => (one.type === 'VariableDeclaration' ? one.declarations : []));
  return declarations.flatMap(({ id, init }) => {
    const list = `${file.slice(ROOM.length + 1)} ${id.value}`;
    if (!/^[A-Z][A-Z_]+$/.test(id.value ?? '') || NO_RULES.has(list)) return [];
    // Places are counted in bytes, from 1.
    const spans = entriesOf(init).map(({ start, end }) => [start - 1, end - 1]);
    return spans.map(([start, end], index) => {
      const [from, to] = [index > 0 ? spans[index - 1][1] : start, spans[index + 1]?.[0] ?? end];
      const cut = index > 0 ? [from, end] : [start, to];
      const text = Buffer.concat([source.subarray(0, cut[0]), source.subarray(cut[1])]).toString();
      const entry = source.subarray(start, end).toString().replace(/\s+/g, ' ');
      return { file, list, entry: entry.slice(0, 60), text };
    });
  });
}

/** A copy of the working tree to spoil. */
function copy() {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of listed.split('\n').filter((one) => one !== '' && existsSync(join(ROOT, one))))
    cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** The first test that fails, of some tests; undefined if all pass. */
async function firstRed(folder, tests) {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--bail', '--silent', '--maxWorkers=1', '--passWithNoTests', ...tests];
  const nodeFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...nodeFlags, jest, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    told += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code === 0) return undefined;
  const file = /^FAIL (\S+)/m.exec(told)?.[1] ?? told;
  return `${basename(file)}: ${/^ +● (.*)/m.exec(told)?.[1] ?? 'does not load'}`;
}

/**
 * The tests that may see a rule, the nearest first: a file's own and those of its folder, those
 * beside it, and plans as people make them, which see what no test of one rule does.
 */
function testsOf(file) {
  const [folder, name] = [dirname(file), basename(file, '.ts')];
  const beside = folder === ROOM ? [] : [`${folder}/[^/]*test.ts$`, `${folder}.test.ts$`];
  const own = [`${folder}/${name}.test.ts$`, `${folder}/${name}/.*test.ts$`];
  return [own, beside, [`${ROOM}/golden.test.ts$`]].filter(({ length }) => length > 0);
}

/** The first red test for a spoilt file; undefined if none sees it. */
async function killerOf(folder, file) {
  for (const tests of testsOf(file)) {
    const red = await firstRed(folder, tests);
    if (red !== undefined) return red;
  }
  return undefined;
}

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ROOM], {
  cwd: ROOT,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((file) => /(?<!\.test)\.ts$/.test(file));
const filters = process.argv.slice(2);
const mutants = files
  .flatMap(mutantsOf)
  .filter(({ list }) => filters.length === 0 || filters.some((filter) => list.includes(filter)));

const folders = Array.from({ length: Math.min(2, cpus().length) }, copy);
let survivors = 0;
try {
  const tests = new Set(mutants.flatMap(({ file }) => testsOf(file).flat()));
  const red = await firstRed(folders[0], [...tests]);
  if (red !== undefined) throw new Error(`without any change a test fails: ${red}`);
  const queue = [...mutants];
  await Promise.all(
    folders.map(async (folder) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        const { file, list, entry, text } = mutant;
        writeFileSync(join(folder, file), text);
        const killer = await killerOf(folder, file);
        cpSync(join(ROOT, file), join(folder, file));
        if (killer === undefined) survivors++;
        console.log(
          `${killer === undefined ? 'SURVIVED' : 'killed'}  ${list}: ${entry}${killer === undefined ? '' : `\n          by ${killer}`}`,
        );
      }
    }),
  );
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
console.log(`${mutants.length} rules taken out one at a time: ${survivors} survived`);
process.exitCode = survivors > 0 ? 1 : 0;
