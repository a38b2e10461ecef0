/** The page that says what exists in AWS and why, made from what the stacks make. */
import { type Item, regionPrices, SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { configurationOf } from '../../stacks/app.ts';
import { diagramOf, mermaid } from './diagram.ts';
import { examples } from './examples.ts';
import { KINDS, type Kind } from './kinds.ts';
import { keyOf, type Resource, resourcesOf } from './resources.ts';

/**
 * The page of the architecture, as Markdown.
 *
 * @param sources the files of `stacks/`, by their path.
 * @throws Error naming kinds without a reason, and reasons without a kind.
 * @public `npm run generate` writes it to `docs/architecture.md`.
 */
export async function architecture(sources: ReadonlyMap<string, string>): Promise<string> {
  const environments = await examples();
  const [drawn] = environments;
  // Without a team's own resources: the page is ours.
  const synthesised = environments.map((environment) =>
    resourcesOf(configurationOf(environment, () => undefined)),
  );
  const resources = synthesised.flat();
  compareKinds(new Set(resources.map(({ type }) => type)), KINDS);
  const { items, date } = regionPrices(SHIPPED_PRICES, drawn.region);
  const prices = (kind: Kind): string => {
    const due = Object.entries(kind.price ?? {}) as [Item, string][];
    const words = due.map(([item, what]) => {
      const { usd, unit, about } = items[item];
      return `${about ? 'about ' : ''}${usd} per ${unit}${what === '' ? '' : ` ${what}`}`;
    });
    return words.join('; ') || 'nothing';
  };
  const rows = Object.entries(KINDS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, kind]) => {
      const of = resources.filter((resource) => resource.type === type);
      return `| \`${type}\` | ${kind.why} | ${prices(kind)} | ${keys(of)} | ${ownerOf(type, sources)} |`;
    });
  return [
    '# What exists in AWS, and why',
    '',
    '<!-- Made by npm run generate from stacks/ and scripts/architecture/: change it there. -->',
    '',
    'Drawn from the synthesised configuration of an environment with one job. An arrow leads from what names',
    'to what is named; a dotted one is a permission. What only serves another resource (policies, routes,',
    'settings of buckets) is left out here, and listed below.',
    '',
    '```mermaid',
    ...mermaid(diagramOf(synthesised[0] ?? [], drawn)),
    '```',
    '',
    'Cloud engineers answer for all of it, developers for what runs inside a task (`.github/CODEOWNERS`). What a',
    "team adds itself is in `stacks/extensions.ts` ([extending](extending.md)), and isn't on this page.",
    '',
    '## Kinds of resources',
    '',
    `Prices are those of ${drawn.region} in USD, as the bill has them from ${date}; \`./nightshift cost\` says what`,
    'an environment comes to. A kind is there because of the key in the fourth column, or always.',
    '',
    '| kind | what for | price | key | made in |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Fails if a kind has no reason, or a reason no kind. */
export function compareKinds(
  made: ReadonlySet<string>,
  reasons: Readonly<Record<string, unknown>>,
): void {
  const file = 'scripts/architecture/kinds.ts';
  const problems = [
    ...[...made]
      .filter((type) => !Object.hasOwn(reasons, type))
      .map((type) => `${type} has no reason: say in ${file} what it is for and what it costs`),
    ...Object.keys(reasons)
      .filter((type) => !made.has(type))
      .map(
        (type) =>
          `no example environment makes ${type}: remove it from ${file}, or add a key to examples.ts`,
      ),
  ];
  if (problems.length > 0) throw new Error(problems.sort().join('\n'));
}

/** The keys that resources follow from. */
function keys(resources: readonly Resource[]): string {
  const found = resources.map((resource) => keyOf(resource));
  const written = [...new Set(found)].map((key) => (key === undefined ? 'always' : `\`${key}\``));
  return written.sort().join(', ');
}

/** The files that make a kind: those that import its binding. */
function ownerOf(type: string, sources: ReadonlyMap<string, string>): string {
  const binding = `/lib/${type.replace(/^aws_/, '').replaceAll('_', '-')}/index.js'`;
  const files = [...sources].filter(([, text]) => text.includes(binding)).map(([file]) => file);
  if (files.length === 0) throw new Error(`no file of stacks/ imports ${binding} for ${type}`);
  return files.map((file) => `\`${file}\``).join(', ');
}
