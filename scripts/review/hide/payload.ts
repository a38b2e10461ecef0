/** Values whose own name says nothing: the type of their resource does, or what stands beside them. */
import type { Tree } from '../plan.ts';
import { judgeName } from './names.ts';
import type { Place } from './place.ts';

/** Attributes that hold the secret of a resource that is one, such as `random_password.result`. */
const PAYLOADS: ReadonlySet<string> = new Set([
  'content',
  'content_base64',
  'data',
  'data_json',
  'encrypted_value',
  'key',
  'payload',
  'result',
  'string_value',
  'value',
]);

/** Switches beside a value, which say whether it is a secret. */
const BESIDE = /^(?:is_)?(?:value_)?(?:encrypted|masked|secret|secured?|sensitive|write_only)$/;

/** Whether its resource is a secret by its type or its own name, or a sign beside it says that it is one. */
export function isPayload({ key, type, resource, up, parent }: Place): boolean {
  if (!PAYLOADS.has(key) || !up || !parent) return false;
  const named = [type.replace(/_file$/, ''), resource].some((name) => judgeName(name).secret);
  if (named && up.up === undefined) return key !== 'key' || !hasPayload(parent);
  return key === 'value' && (parent['type'] === 'SecureString' || isMarked(parent));
}

/** Beside a payload a key is what it is called. */
function hasPayload(parent: Tree): boolean {
  return Object.keys(parent).some((name) => name !== 'key' && PAYLOADS.has(name));
}

function isMarked(parent: Tree): boolean {
  return Object.keys(parent).some((name) => parent[name] === true && BESIDE.test(name));
}
