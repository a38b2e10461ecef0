/** Texts that look as if nobody had thought of them, as keys do. */

/**
 * Letters, digits and what base64 has beside them. A run is tried from its start alone: where that
 * has too few, what is left of it has fewer.
 */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}={0,2}/g;

/**
 * What somebody thought of, or what is no secret though it is random: digests and identifiers in
 * hexadecimal, UUIDs, words in any case, numbers, separators. A word has a vowel, or stands alone.
 */
const THOUGHT = [
  '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}',
  '(?<![A-Za-z0-9])[0-9a-f]{7,}(?![A-Za-z0-9])',
  '(?<![A-Za-z0-9])[0-9A-F]{16,}(?![A-Za-z0-9])',
  '[A-Z]?(?=[a-z]{0,3}[aeiouy])[a-z]{3,}',
  '(?=[A-Z]{0,3}[AEIOUY])[A-Z]{3,}',
  '(?<![A-Za-z0-9])[A-Za-z][a-z]{2,}(?![A-Za-z0-9])',
  '(?<![A-Za-z0-9])[A-Z]{3,}(?![A-Za-z0-9])',
  '[0-9]{4,}',
  '[-_/+=]',
];
const THOUGHTS = new RegExp(THOUGHT.join('|'), 'g');

/** What is public although it is random: names of AWS, certificates, public keys, proofs of a domain. */
const PUBLIC: readonly RegExp[] = [
  /^arn:[\w-]+:/,
  /-----BEGIN (?:CERTIFICATE|[A-Z ]*PUBLIC KEY)/,
  /^LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR/,
  /\bssh-(?:rsa|ed25519|dss) /,
  /\becdsa-sha2-/,
  /\bv=DKIM1;|\._domainkey\b|\.dkim\./,
  /^"?[\w-]+-site-verification=/,
];

/** Characters without a thought in a run of them: fewer are an abbreviation or a suffix. */
const LEAST = 12;

const NONE: readonly string[] = [];

/** The random runs in a text; most have none. */
export function randomIn(text: string): readonly string[] {
  const runs = text.length < 20 ? null : text.match(RUN);
  if (!runs) return NONE;
  const random = runs.filter(isRandom);
  if (random.length === 0) return NONE;
  return PUBLIC.some((form) => form.test(text)) ? NONE : random;
}

function isRandom(run: string): boolean {
  if (!(/\d/.test(run) && /[a-z]/i.test(run))) return false;
  const rest = run.replace(THOUGHTS, '').length;
  return rest >= LEAST && rest >= run.length * 0.4;
}

/** Names whose values are random and no secrets. */
const HARMLESS_NAME =
  /(?:^|[_-])(?:arn|checksum|crc32c?|digest|dkim_token|e?tag|fingerprint|hash|ids?|(?:base64)?(?:md5|sha1|sha256|sha512)|public_key|certificate|thumbprint|version)s?$|(?:Arn|Id|Hash|Digest|Checksum)$/i;

/** Whether a random text under that name is nothing to worry about. */
export function mayBeRandom(name: string): boolean {
  return HARMLESS_NAME.test(name);
}
