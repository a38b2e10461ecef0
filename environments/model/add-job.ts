/** A job's block put into the text of an environment file, whose comments and forms stay. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';

type Values = Readonly<Record<string, string | number>>;

/**
 * The text with one more job at the end of its `jobs:`.
 *
 * @returns undefined if the jobs are written in a form that a block can't be added to, such as
 * braces, or if anything else would mean something else afterwards.
 */
export function addJob(text: string, name: string, values: Values): string | undefined {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const added = insert(text.replaceAll('\r\n', '\n'), name, values);
  if (added === undefined) return undefined;
  const [before, after] = [valuesIn(text), valuesIn(added)];
  const expected = { ...before, jobs: { ...(before?.['jobs'] as object), [name]: values } };
  if (!before || !isDeepStrictEqual(after, expected)) return undefined;
  return added.replaceAll('\n', lineEnd);
}

function insert(text: string, name: string, values: Values): string | undefined {
  const document = parseDocument(text);
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'jobs')
    : undefined;
  if (!pair) return `${whole}jobs:\n${block(name, values, '  ')}`;
  const jobs = pair.value;
  if (!isMap(jobs) || !jobs.range) return undefined;
  const [start, , end] = jobs.range;
  if (jobs.flow) {
    // The line's comment, if it has one, stays behind the key.
    const [braces = '', comment = ''] =
      /^\{\s*\}([ \t]*#[^\n]*)?[ \t]*\n?/.exec(whole.slice(start)) ?? [];
    const rest = whole.slice(start + braces.length);
    return `${whole.slice(0, start).trimEnd()}${comment}\n${block(name, values, '  ')}${rest}`;
  }
  // The first job stands where all of them do.
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const last = whole.slice(0, end).trimEnd().length;
  return `${whole.slice(0, last)}\n${block(name, values, indent)}${whole.slice(last + 1)}`;
}

function valuesIn(text: string): Record<string, unknown> | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  // As JSON: the parser's own maps are no plain objects.
  return JSON.parse(JSON.stringify(document.toJS() ?? {})) as Record<string, unknown>;
}

function block(name: string, values: Values, indent: string): string {
  const lines = stringify({ [name]: values })
    .trimEnd()
    .split('\n');
  return lines.map((line) => `${indent}${line}\n`).join('');
}
