/** What of a person's expectation a review doesn't meet. */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Review, Row } from '../../../scripts/review/review.ts';
import type { Amount, Expected } from '../../../scripts/review/scenario.ts';
import { plain, type Words } from '../../../scripts/review/words.ts';

/** One sentence for each thing that is missing, wrong or too much. */
export function unmet(expected: Expected, review: Review, comment: string): string[] {
  return [
    ...lacking('verdict', expected.verdict, plain(review.verdict)),
    ...counts(expected, review),
    ...risk(expected, review),
    ...rows(expected, review),
    ...lacking('first', expected.first ?? [], said(review.first.map((one) => one.words))),
    ...lacking(
      'causes',
      expected.unattributed ?? [],
      said(review.unattributed.map(({ cause }) => cause)),
    ),
    ...drift(expected, review),
    ...lacking('comment', expected.mustAppear ?? [], comment),
    ...(expected.mustNotAppear ?? [])
      .filter((part) => comment.includes(part))
      .map((part) => `comment has "${part}"`),
    ...(expected.onlyInCode ?? [])
      .filter((part) => outsideCode(comment).includes(part))
      .map((part) => `comment has "${part}" outside of code`),
  ];
}

/** What a reader of Markdown may give an effect to. */
function outsideCode(markdown: string): string {
  const text = markdown.replace(/<code>.*?<\/code>/g, '');
  const tree = fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const texts = (node: Nodes): string[] => {
    if (node.type === 'code' || node.type === 'inlineCode') return [];
    if ('children' in node) return node.children.flatMap(texts);
    return 'value' in node ? [node.value] : [];
  };
  return texts(tree).join('\n');
}

function said(all: readonly Words[]): string {
  return all.map(plain).join('\n');
}

function lacking(what: string, parts: readonly (string | number)[], text: string): string[] {
  return parts
    .filter((part) => !text.includes(String(part)))
    .map((part) => `${what} lacks "${part}": ${text.length > 400 ? '...' : text}`);
}

function counts({ counts: wanted }: Expected, { counts: found }: Review): string[] {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => !fits(wanted[name] ?? 0, found[name as keyof Review['counts']]))
    .map((name) => `counts ${name} ${found[name as keyof Review['counts']]}, not ${wanted[name]}`);
}

function fits(wanted: Amount, found: number): boolean {
  if (wanted === 'any') return true;
  return wanted === 'some' ? found > 0 : found === wanted;
}

function risk({ risk: { level, reasons = [] } }: Expected, { risk: found }: Review): string[] {
  const levels = [level].flat();
  const wrong = levels.includes(found.level) ? [] : [`risk is ${found.level}, not ${levels}`];
  return [...wrong, ...lacking('reasons', reasons, found.reasons.join('\n'))];
}

function rows({ rows: wanted }: Expected, { rows: found }: Review): string[] {
  const byKey = new Map(found.map((row) => [row.key, row]));
  const missing = wanted.filter(({ key }) => !byKey.has(key)).map(({ key }) => `no row ${key}`);
  const keys = new Set(wanted.map(({ key }) => key));
  const more = found.filter(({ key }) => !keys.has(key)).map(({ key }) => `a row ${key} too much`);
  return [...missing, ...more, ...wanted.flatMap((row) => rowUnmet(row, byKey.get(row.key)))];
}

function rowUnmet(wanted: Expected['rows'][number], row: Row | undefined): string[] {
  if (!row) return [];
  const { key, line, from, to, effects = [] } = wanted;
  const text = (words: Words | undefined): string => (words ? plain(words) : '');
  return [
    ...(row.place?.line === line ? [] : [`${key} is in line ${row.place?.line}, not ${line}`]),
    ...lacking(`${key} from`, from === undefined ? [] : [from], text(row.from)),
    ...lacking(`${key} to`, to === undefined ? [] : [to], text(row.to)),
    ...lacking(`${key} effects`, effects, said(row.effects)),
  ];
}

function drift({ drift: wanted }: Expected, { drift: found }: Review): string[] {
  if (!wanted) return [];
  const touched = said(found.touched);
  return [
    ...lacking('drift', wanted.touched, touched),
    ...(wanted.touched.length === 0 && touched !== '' ? [`drift too much: ${touched}`] : []),
    ...(fits(wanted.elsewhere, found.elsewhere)
      ? []
      : [`drift elsewhere ${found.elsewhere}, not ${wanted.elsewhere}`]),
  ];
}
