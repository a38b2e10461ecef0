/** Where a value stands, as far as it matters to whether it is hidden. */
import type { Tree, Value } from '../plan.ts';
import { remembered } from '../remembered.ts';
import type { NameVerdict } from './names.ts';

export interface Place {
  readonly value: Value;
  /** Under which it stands in its object; elements of a list have their list's. */
  readonly key: string;
  /** The key, but of the value in a pair of name and value what the pair is called. */
  readonly name: string;
  /** What the name says of the value. */
  readonly says: NameVerdict;
  /** Where the object stands that it is in; undefined at the top. */
  readonly up: Place | undefined;
  /** The object that it is in; undefined for elements of a list. */
  readonly parent: Tree | undefined;
  /** Such as `kubernetes_secret`; `output` for an output. */
  readonly type: string;
  /** The resource's own name, such as `db_password`. */
  readonly resource: string;
  readonly marked: boolean;
  /** Its name or one above says that all below is a secret. */
  readonly under: boolean;
  /** It stands in a text that is a file of settings. */
  readonly inText: boolean;
}

/** The keys from the type down, with dots. */
export function pathOf({ key, up, type }: Place): string {
  return up ? `${pathOf(up)}.${key}` : type;
}

/**
 * Names of values that may tell what those beside them are. Rules that look at the object in which a
 * value stands ask for these alone.
 */
const TELLING: readonly string[] = [
  '(?:parameter_?|(?:http_?)?header_?)?(?:name|key)',
  '(?:string_|encrypted_)?value',
  'content(?:_base64)?',
  'data(?:_json)?',
  'payload',
  'result',
  'version',
  'project',
  'replication',
  'rotation_rules',
  'secret_string',
  'version_stages',
  'remoteRef',
  'type',
  'kind',
  'namespace',
  '(?:is_)?(?:value_)?(?:encrypted|masked|secret|secured?|sensitive|write_only)',
];
const TELLING_NAME = new RegExp(`^(?:${TELLING.join('|')})$`, 'i');

/** Whether what a value is, or that there is one, may tell what those beside it are. */
export const isTelling = remembered((key) => TELLING_NAME.test(key));
