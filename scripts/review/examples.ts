/** The page that shows reviews as a reviewer sees them, made from scenarios. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenarios } from './scenario.ts';

/** What most pull requests are about, and what a reviewer must not miss. */
const SHOWN = [
  '03-memory',
  '05-schedule',
  '16-permission-widened',
  '14-variables-and-secrets',
  '20-network-endpoints',
  '25-bucket-destroyed',
  '36-job-removed',
  '30-drift-put-back',
];

/**
 * The page of examples, as Markdown.
 *
 * @param folder of the scenarios.
 * @throws Error if one of those that are shown has no comment.
 * @public `npm run generate` writes it to `docs/examples.md`.
 */
export function examples(folder: string): string {
  const titles = new Map(readScenarios(folder).map(({ name, expected }) => [name, expected.title]));
  const sections = SHOWN.flatMap((name) => {
    const title = titles.get(name);
    const comment = join(folder, name, 'comment.md');
    if (title === undefined || !existsSync(comment))
      throw new Error(`${name} is shown in docs/examples.md, and there is no ${comment}`);
    return [
      `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      '',
      ...change(folder, name),
      '',
      // Not as a quotation: GitHub shows no alert inside of one.
      readFileSync(comment, 'utf8').trimEnd(),
      '',
      '---',
      '',
    ];
  });
  return [
    '# What a pull request changes, as a reviewer reads it',
    '',
    '<!-- Made by npm run generate from scripts/review/__fixtures__/: change it there. -->',
    '',
    'Each is a real plan of Terraform for the change above it, made on the embedded AWS, and the comment that',
    'the pull request gets. More of them, with what a person expected of each, lie in',
    '[scripts/review/\\_\\_fixtures\\_\\_/](../scripts/review/__fixtures__/README.md).',
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** What was edited, as Git says it. */
function change(folder: string, name: string): string[] {
  const [own, base] = [join(folder, name, 'before/prod.yaml'), join(folder, 'base/prod.yaml')];
  const after = join(folder, name, 'after/prod.yaml');
  if (!existsSync(after)) return ['No file changes: somebody changed a log group by hand.'];
  const args = ['diff', '--no-index', '--no-color', '--unified=2'];
  const { stdout } = spawnSync('git', [...args, existsSync(own) ? own : base, after], {
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  const hunks = lines.slice(lines.findIndex((line) => line.startsWith('@@')));
  return [
    '```diff',
    '--- a/environments/prod.yaml',
    '+++ b/environments/prod.yaml',
    ...hunks.map((line) => line.replace(/^(@@ .* @@).*/, '$1')),
    '```',
  ];
}
