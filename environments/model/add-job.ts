/** A job's block put into the text of an environment file, whose comments and forms stay. */
import { isMap, isPair, isScalar, parseDocument, stringify } from 'yaml';

/**
 * The text with one more job at the end of its `jobs:`.
 *
 * @returns undefined if the jobs stand there in braces, where a block can't be added.
 */
export function addJob(
  text: string,
  name: string,
  values: Readonly<Record<string, string | number>>,
): string | undefined {
  const document = parseDocument(text);
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'jobs')
    : undefined;
  if (!isPair(pair)) return `${whole}jobs:\n${block(name, values, '  ')}`;
  const jobs = pair.value;
  const [start, , end] = (jobs as { range?: [number, number, number] } | null)?.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  if (isMap(jobs) && jobs.flow) {
    if (jobs.items.length > 0) return undefined;
    const rest = text.slice(end).replace(/^[ \t]*\n/, '');
    return `${text.slice(0, start).trimEnd()}\n${block(name, values, '  ')}${rest}`;
  }
  if (!isMap(jobs))
    return `${whole.slice(0, end).trimEnd()}\n${block(name, values, '  ')}${whole.slice(end)}`;
  // The first job stands where all of them do.
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const last = whole.slice(0, end).trimEnd().length;
  return `${whole.slice(0, last)}\n${block(name, values, indent)}${whole.slice(last + 1)}`;
}

function block(
  name: string,
  values: Readonly<Record<string, string | number>>,
  indent: string,
): string {
  const lines = stringify({ [name]: values })
    .trimEnd()
    .split('\n');
  return lines.map((line) => `${indent}${line}\n`).join('');
}
