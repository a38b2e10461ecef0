/** What tells of a secret without being it: whoever guesses can hold the guess against it. */
import { createHash } from 'node:crypto';
import { UNKNOWN, type Value } from '../plan.ts';

/** MD5, SHA-1, SHA-256 and SHA-512 in hexadecimal, in any case, and in base64. */
const FORMS: readonly RegExp[] = [
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i,
  /^(?:[\w+/-]{22}(?:==)?|[\w+/-]{27}=?|[\w+/-]{43}=?|[\w+/-]{86}(?:==)?)$/,
];

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** Digests of secrets; made when the first text comes that could be one. */
export class Digests {
  readonly #secrets: Iterable<string>;
  #all: Set<string> | undefined;

  constructor(secrets: Iterable<string>) {
    this.#secrets = secrets;
  }

  has(text: string): boolean {
    if (!FORMS.some((form) => form.test(text))) return false;
    this.#all ??= new Set(
      [...this.#secrets].flatMap((one) => [one, one.trim()]).flatMap(digestsOf),
    );
    return this.#all.has(text) || this.#all.has(text.toLowerCase());
  }
}

function digestsOf(secret: string): string[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const bytes = createHash(algorithm).update(secret).digest();
    const base64 = bytes.toString('base64');
    return [bytes.toString('hex'), base64, base64.replace(/=+$/, ''), bytes.toString('base64url')];
  });
}

/** What follows the name of a secret in the name of what is made from it: `content_sha256`. */
const MADE_FROM =
  /^[_-]?(?:base64|bcrypt|crc32c?|checksum|digest|fingerprint|hash|hex|length|md5|sha1|sha256|sha512|size)+$/i;

/** Whether it is made from a value beside it that is hidden, as its name says. */
export function isMadeFrom(name: string, value: Value, hidden: readonly string[]): boolean {
  if (value === null || value === UNKNOWN || typeof value === 'boolean') return false;
  return hidden.some(
    (secret) => name.startsWith(secret) && MADE_FROM.test(name.slice(secret.length)),
  );
}
