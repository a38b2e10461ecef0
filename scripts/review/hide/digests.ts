/** What tells of a secret without being it: whoever guesses can hold the guess against it. */
import { createHash } from 'node:crypto';
import { UNKNOWN, type Value } from '../plan.ts';

type Algorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** By the length of a text that may be one: hexadecimal, base64, and that without its end. */
const LENGTHS: ReadonlyMap<number, Algorithm> = new Map([
  [32, 'md5'],
  [24, 'md5'],
  [22, 'md5'],
  [40, 'sha1'],
  [28, 'sha1'],
  [27, 'sha1'],
  [64, 'sha256'],
  [44, 'sha256'],
  [43, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
  [88, 'sha512'],
  [86, 'sha512'],
]);

const SHORTEST = Math.min(...LENGTHS.keys());

/** Letters and digits of hexadecimal and of both kinds of base64; words alone are names. */
const FORM = /^(?=.*[A-Z\d])[\w+/-]+={0,2}$/;

/** Digests of secrets; made when the first text comes that could be one. */
export class Digests {
  readonly #secrets: Iterable<string>;
  readonly #known = new Map<Algorithm, ReadonlySet<string>>();

  constructor(secrets: Iterable<string>) {
    this.#secrets = secrets;
  }

  has(named: string): boolean {
    if (named.length < SHORTEST) return false;
    const text = /^(?:md5|sha)/i.test(named)
      ? named.replace(/^(?:md5|sha\d{1,3})[:-]/i, '')
      : named;
    const algorithm = LENGTHS.get(text.length);
    if (!algorithm || !FORM.test(text)) return false;
    const known = this.#known.get(algorithm) ?? this.#make(algorithm);
    return known.has(text) || known.has(text.toLowerCase());
  }

  #make(algorithm: Algorithm): ReadonlySet<string> {
    const texts = new Set([...this.#secrets].flatMap((one) => [one, one.trim()]));
    const made = new Set([...texts].flatMap((text) => digestsOf(text, algorithm)));
    this.#known.set(algorithm, made);
    return made;
  }
}

function digestsOf(secret: string, algorithm: Algorithm): string[] {
  const bytes = createHash(algorithm).update(secret).digest();
  const base64 = bytes.toString('base64');
  return [bytes.toString('hex'), base64, base64.replace(/=+$/, ''), bytes.toString('base64url')];
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
