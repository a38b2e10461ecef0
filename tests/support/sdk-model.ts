/** Whether the names in an API call exist, by the model that the SDK has of the service. */

// biome-ignore lint/suspicious/noExplicitAny: a schema of the SDK's is nested lists
type Schema = any;

/** How a caller writes the names of members: universal targets in PascalCase, the API its own way. */
type Casing = 'pascal' | 'api';

/**
 * What a schema begins with: [1, namespace, name, traits, member] is a list, [2, ...] a map,
 * [3, namespace, name, traits, names, members] a structure.
 */
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
/** The sum of `map` and `string`, as the SDK writes it. */
const MAP_OF_SCALARS = 128;

/** A schema without what is wrapped around it: a function, or a pair with traits. */
function unwrap(schema: Schema): Schema {
  if (typeof schema === 'function') return unwrap(schema());
  return Array.isArray(schema) && schema.length === 2 ? unwrap(schema[0]) : schema;
}

/** The schema of a structure's member, such as `overrides` of RunTask's request. */
export function memberOf(schema: Schema, member: string): Schema {
  const [, , , , names, members] = unwrap(schema);
  return members[names.indexOf(member)];
}

/** Whether a structure has a member at a path, whose steps go through lists. */
export function hasMember(schema: Schema, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  const model = unwrap(schema);
  if (model[0] === LIST) return hasMember(model[4], [first, ...rest]);
  if (model[0] !== STRUCTURE) return false;
  const [, , , , names, members] = model;
  const index = names.indexOf(first);
  return index >= 0 && hasMember(members[index], rest);
}

/** Paths of an input whose names the model of a structure doesn't have. */
export function unknownMembers(
  value: unknown,
  schema: Schema,
  casing: Casing = 'pascal',
  path: readonly string[] = [],
): string[] {
  const model = unwrap(schema);
  if (Array.isArray(value)) {
    return [...new Set(value.flatMap((item) => unknownMembers(item, model[4], casing, path)))];
  }
  if (typeof value !== 'object' || value === null) return [];
  // Keys of a map are the caller's.
  if (model[0] === MAP || model === MAP_OF_SCALARS) return [];
  if (model[0] !== STRUCTURE) return [path.join('.')];
  const [, , , , names, members] = model;
  const written = (name: string): string =>
    casing === 'pascal' ? name.charAt(0).toUpperCase() + name.slice(1) : name;
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key];
    const index = names.findIndex((name: string) => written(name) === key);
    return index < 0 ? [here.join('.')] : unknownMembers(child, members[index], casing, here);
  });
}
