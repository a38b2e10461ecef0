/** The page that says what a file may hold, made from the schema and the rules. */
import { stringify } from 'yaml';
import { KEYS, type Key } from './keys.ts';
import { RULES } from './rules/index.ts';

/** Names in the place of `*`, as a reader would write them. */
const NAMES: Readonly<Record<string, string>> = { 'jobs.*': 'jobs.NAME' };

/**
 * The reference of all keys and checks, as Markdown.
 *
 * @public `npm run generate` writes it to `docs/environment-reference.md`.
 */
export function reference(): string {
  const sections = [...new Set(KEYS.map(({ path }) => sectionOf(path)))];
  return [
    '# What an environment file may hold',
    '',
    '<!-- Made by npm run generate from environments/model: change it there. -->',
    '',
    'One file an environment, `environments/<name>.yaml`. `environments/defaults.yaml` lies under all of',
    'them: maps merge, scalars and lists replace, `null` removes. `./nightshift validate` checks the files,',
    '`./nightshift config <env>` shows what they come to and where each value stands.',
    '',
    'A whole file, over the defaults of this repository:',
    '',
    '```yaml',
    '# environments/prod.yaml',
    'tags: { costCenter: "4711" }',
    'jobs:',
    '  flight-delays:',
    '    schedule: cron(15 3 ? * MON-FRI *)',
    '    timezone: Europe/Berlin',
    '    memory: 1024',
    '    permissions:',
    '      - actions: [dynamodb:GetItem]',
    '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
    '```',
    '',
    'Keys marked *later* are refused until their feature is there; `./nightshift cost` prices them already.',
    '',
    ...sections.flatMap((section) => [
      `## ${section === '' ? 'The environment' : `\`${section}\``}`,
      '',
      ...(KEYS.find(({ path }) => shown(path) === section)?.description
        ? [KEYS.find(({ path }) => shown(path) === section)?.description ?? '', '']
        : []),
      ...table(KEYS.filter((key) => sectionOf(key.path) === section && !isSection(key))),
    ]),
    '## What is checked',
    '',
    'Beside the form of each value. A problem stops everything, but for those marked as warnings. All',
    'problems of all files come at once, each with its line.',
    '',
    '| check | says, for example |',
    '| --- | --- |',
    ...RULES.map(
      ({ id, severity, example }) =>
        `| ${id}${severity === 'warning' ? ' (warns)' : ''} | ${cell(example.message)} |`,
    ),
    '',
  ].join('\n');
}

function table(keys: readonly Key[]): string[] {
  if (keys.length === 0) return [];
  const head = ['| key | default | example | meaning |', '| --- | --- | --- | --- |'];
  return [...head, ...keys.map(row), ''];
}

/** Containers are sections of their own. */
function isSection({ container, path }: Key): boolean {
  return container && KEYS.some((other) => sectionOf(other.path) === shown(path));
}

/** The container that a key stands in, as its section is called. */
function sectionOf(path: readonly string[]): string {
  return shown(path.slice(0, -1));
}

function shown(path: readonly string[]): string {
  const text = path.join('.');
  const [from, to] = Object.entries(NAMES).find(([name]) => text.startsWith(name)) ?? ['', ''];
  return text.replace(from, to).replaceAll('.*', '[]');
}

function row(key: Key): string {
  const { path, description, examples, required, until } = key;
  // The last example is the one that differs from the default, where one of them doesn't.
  const example = examples.find((one) => JSON.stringify(one) !== JSON.stringify(key.default));
  const absent = required ? '*required*' : key.default === undefined ? 'none' : code(key.default);
  const name = path.at(-1) ?? '';
  const later = until ? ` *Later, with the ${until}.*` : '';
  return `| \`${name}\` | ${absent} | ${code({ [name]: example })} | ${cell(description)}${later} |`;
}

/** A value as YAML in one line. */
function code(value: unknown): string {
  const yaml = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return `\`${cell(yaml.replace(/^\{ (.*) \}$/, '$1'))}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
