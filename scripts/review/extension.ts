/** What of a change comes from the team's own code: resources, and statements of a job's policy. */
import { EXTENSIONS_FILE, isExtensionSid } from '../../stacks/extension-origin.ts';
import { explain } from './explain/index.ts';
import type { FieldChange, Known } from './finding.ts';
import { mapTree } from './map.ts';
import type { Change, Value } from './plan.ts';
import { isPolicy } from './policy-form.ts';
import type { Proof } from './review.ts';
import { elements, isTree, textOf } from './value.ts';
import { words } from './words.ts';

/** The cause of all of it. */
export const FROM_EXTENSIONS = words`from ${EXTENSIONS_FILE}`;

/** Name of the statement from there that a field lies in; undefined of any other field. */
export function extensionOf({ path }: FieldChange): string | undefined {
  const [, list, name] = path;
  return list === 'Statement' && typeof name === 'string' && isExtensionSid(name)
    ? name
    : undefined;
}

/** A change with some of its fields, and of its policies the statements from there alone, or all others. */
export function withStatements(
  { change, revision }: Proof,
  fields: readonly FieldChange[],
  { from, known }: { readonly from: 'extensions' | 'elsewhere'; readonly known: Known },
): Proof {
  const { before, after, ...same } = change;
  const kept = (statement: Value): boolean =>
    isExtensionSid(textOf(statement, 'Sid') ?? '') === (from === 'extensions');
  const part: Change = {
    ...same,
    ...(before !== undefined && { before: onlyStatements(before, kept) }),
    ...(after !== undefined && { after: onlyStatements(after, kept) }),
  };
  return { change: part, fields, findings: explain({ change: part, fields }, known), revision };
}

function onlyStatements(values: Value, kept: (statement: Value) => boolean): Value {
  if (!isTree(values)) return values;
  return mapTree(values, (value: Value) =>
    isPolicy(value) ? { ...value, Statement: elements(value['Statement']).filter(kept) } : value,
  );
}
