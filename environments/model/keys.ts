/** The schema as a list of keys: for hints, for the editor's schema, for the reference and for tests. */
import * as z from 'zod';
import { REFUSED } from './later.ts';
import { environmentSchema } from './schema.ts';
import type { Path } from './source.ts';

/** One key that a file may hold. */
export interface Key {
  /** `*` stands for any name in a map and any place in a list. */
  readonly path: readonly string[];
  readonly description: string;
  readonly examples: readonly unknown[];
  /** What holds without it; undefined if nothing does. */
  readonly default: unknown;
  /** Whether a file has to hold it. */
  readonly required: boolean;
  /** Whether it holds keys of its own that are listed too. */
  readonly container: boolean;
  /** What has to be built first; undefined if it works. */
  readonly until: string | undefined;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

const schema = z.toJSONSchema(environmentSchema, { io: 'input' });

/** All keys, in the order of the schema, containers before what they hold. */
export const KEYS: readonly Key[] = [...walk(schema, [])];

function* walk(node: JsonSchema, path: readonly string[], parent?: string): Generator<Key> {
  for (const [name, child] of Object.entries(node.properties ?? {}) as [string, JsonSchema][]) {
    const here = [...path, name];
    const refused = REFUSED.find(({ key }) => key === here.join('.'));
    const until = parent ?? refused?.until;
    const inside = [...walk(child, here, until), ...walkItems(child, [...here, '*'], until)];
    yield {
      path: here,
      description: child.description ?? '',
      examples: (child.examples ?? []) as readonly unknown[],
      default: child.default,
      required: node.required?.includes(name) ?? false,
      container: inside.length > 0,
      until,
    };
    yield* inside;
  }
}

/** Keys of a map's values or a list's elements. */
function* walkItems(node: JsonSchema, path: readonly string[], until?: string): Generator<Key> {
  for (const child of [node.additionalProperties, node.items]) {
    if (typeof child === 'object' && !Array.isArray(child)) yield* walk(child, path, until);
  }
}

/** Whether a path is one that a pattern with `*` means. */
export function matches(pattern: readonly string[], path: Path): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((step, index) => step === '*' || step === String(path[index]))
  );
}

/** Names of the keys that may stand at a path. */
export function namesAt(path: Path): string[] {
  return KEYS.filter(({ path: key }) => matches(key.slice(0, -1), path)).map(
    ({ path: key }) => key.at(-1) ?? '',
  );
}

/**
 * JSON Schema for editors. Any key may be absent, since `defaults.yaml` may hold it, and null,
 * which removes what `defaults.yaml` says; inside lists neither, since lists aren't merged.
 *
 * @public `npm run generate` writes it to `environments/schema.json`.
 */
export function jsonSchema(): object {
  const relax = (node: JsonSchema, root = false): JsonSchema => {
    const { required: _, ...rest } = node;
    const relaxed: JsonSchema = { ...rest };
    if (rest.properties) relaxed.properties = mapValues(rest.properties, relax);
    if (typeof rest.additionalProperties === 'object')
      relaxed.additionalProperties = relax(rest.additionalProperties as JsonSchema);
    if (root) return relaxed;
    if (rest.anyOf) return { ...relaxed, anyOf: [...rest.anyOf, { type: 'null' }] };
    return {
      ...relaxed,
      type: [rest.type, 'null'] as never,
      ...(rest.enum && { enum: [...rest.enum, null] }),
    };
  };
  return relax(schema, true);
}

function mapValues(
  properties: NonNullable<JsonSchema['properties']>,
  map: (node: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, map(node as JsonSchema)]),
  );
}
