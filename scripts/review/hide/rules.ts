/** The rules by which a value is hidden where it stands. */
import { type Tree, UNKNOWN, type Value } from '../plan.ts';
import { mayBeRandom, randomIn } from './entropy.ts';
import { isKubernetesSecret, isScript, isVariable } from './environment.ts';
import { isReference } from './names.ts';
import { isPayload } from './payload.ts';
import type { Place } from './place.ts';
import { settingsIn } from './settings.ts';
import { tokensIn } from './tokens.ts';

/** The texts that are secrets because of the rule: the rest of the plan is searched for them. */
type Secrets = readonly string[];

/** Undefined: the value may be seen. No texts: it is hidden where it stands alone. */
type Rule = (place: Place) => Secrets | undefined;

/** Each hides by itself; the first that does says what else is searched for. */
export const RULES: readonly (readonly [name: string, rule: Rule])[] = [
  ['marked by Terraform', ({ marked, value }) => whole(marked, value)],
  ['data of a secret of Kubernetes', (place) => data(isKubernetesSecret(place), place.value)],
  ['name of a secret', (place) => whole(isUnderSecret(place), place.value)],
  ['a secret by its resource', (place) => whole(isPayload(place), place.value)],
  ['name of a login', (place) => whole(isLogin(place), place.value)],
  ['number under a secret name', (place) => whole(isSecretNumber(place), place.value)],
  ['script of a machine', (place) => (isScript(place) ? secretsIn(place.value) : undefined)],
  ['form of a credential', ({ value }) => parts(value, tokensIn)],
  ['line of settings', ({ value }) => parts(value, settingsIn)],
  ['random text', random],
  ['variable of a program', (place) => (isVariable(place) ? [] : undefined)],
];

function whole(hides: boolean, value: Value): Secrets | undefined {
  return hides ? textsIn(value) : undefined;
}

/** Whoever knows the text in base64 knows the text. */
function data(hides: boolean, value: Value): Secrets | undefined {
  return whole(hides, value)?.flatMap((text) => [text, ...decoded(text)]);
}

/** Of a script, in base64 or not. */
function secretsIn(value: Value): Secrets {
  const scripts = typeof value === 'string' ? [value, ...decoded(value)] : [];
  return scripts.flatMap((script) => [...tokensIn(script), ...settingsIn(script)]);
}

/** The text in base64; none if it isn't any, or of something that is no text. */
function decoded(base64: string): string[] {
  if (!/^[\w+/\s-]{8,}={0,2}\s*$/.test(base64)) return [];
  const text = Buffer.from(base64, 'base64').toString();
  return /[\ufffd\0]/.test(text) ? [] : [text];
}

function parts(value: Value, find: (text: string) => Secrets): Secrets | undefined {
  if (typeof value !== 'string') return undefined;
  const found = find(value);
  return found.length > 0 ? found : undefined;
}

function random({ value, name }: Place): Secrets | undefined {
  const found = parts(value, randomIn);
  return found && !mayBeRandom(name) ? found : undefined;
}

/** Its own name says so, or one above it. */
function isUnderSecret({ value, name, says, under, parent }: Place): boolean {
  return under && isTextWithSecret(value) && !says.about && !isNaming(name, parent);
}

/**
 * `{ name: "api", key: "token" }` and `{ secret: "api", version: "latest" }` tell where a secret lies,
 * and a store of secrets knows each by an id; a key, a secret or an id alone is one.
 */
function isNaming(name: string, parent: Tree | undefined): boolean {
  const beside = NAMING.get(name) ?? [];
  return parent !== undefined && beside.some((one) => one in parent);
}

const NAMING: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['name', 'value', 'version', 'path']],
  ['secret', ['version']],
  ['secret_id', ['project', 'replication', 'rotation_rules', 'secret_string', 'version_stages']],
  ['secretKey', ['remoteRef']],
]);

/** `NONE`, `AWS_IAM` or `oauth2` are ways and no secrets. */
function isLogin({ value, says }: Place): boolean {
  return says.way && isTextWithSecret(value) && !/^[A-Z_]+$|^[a-z]+\d?$/.test(value);
}

/** Below such a name a long number is none of the sizes that stand there too. */
function isSecretNumber({ value, says, under }: Place): boolean {
  return typeof value === 'number' && (says.number || (under && !says.about && value > 99_999));
}

function isTextWithSecret(value: Value): value is string {
  return typeof value === 'string' && value !== '' && !isReference(value);
}

/** All texts in a value. JSON that was read counts as the text that it was, too. */
export function textsIn(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || value === UNKNOWN) return [];
  return Object.values(value as Tree).flatMap(textsIn);
}
