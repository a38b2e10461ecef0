/** What a secret looks like elsewhere, and what a text hides in its encoding. */

/** Texts that stand for a secret: whoever has one of them has it. The first is the secret itself. */
export function formsOf(untrimmed: string): string[] {
  const secret = untrimmed.trim();
  const encoded = [...new Set([secret, JSON.stringify(secret).slice(1, -1), inXml(secret)])];
  const inBase64 = encoded.flatMap((text) => [0, 1, 2].map((shift) => base64(text, shift)));
  return [
    ...encoded,
    ...(/\s/.test(secret) ? [bare(secret), secret.replace(/\s/g, '+')] : []),
    ...inBase64.flatMap((text) => (/[+/]/.test(text) ? [text, urlSafe(text)] : [text])),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function inXml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}

/**
 * The part of a text's base64 that is the same whatever stands before and after it.
 *
 * @param shift bytes before it, modulo 3
 */
function base64(text: string, shift: number): string {
  const bytes = Buffer.from('\0'.repeat(shift) + text);
  const first = Math.ceil((shift * 8) / 6);
  return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6));
}

function urlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

const NONE: readonly string[] = [];

/** A text as it reads without JSON's escapes, without those of an address, and without lines; none if it has none. */
export function viewsOf(text: string): readonly string[] {
  if (!/[\s\\%]/.test(text)) return NONE;
  const views = new Set([bare(text)]);
  let unescaped = text;
  // JSON in JSON in JSON.
  for (let times = 0; times < 3 && unescaped.includes('\\'); times++) {
    unescaped = withoutEscapes(unescaped);
    views.add(bare(unescaped));
  }
  for (const view of [text, unescaped]) if (view.includes('%')) views.add(bare(decode(view)));
  return [...views];
}

function bare(text: string): string {
  return /\s/.test(text) ? text.replace(/\s+/g, '') : text;
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '', f: '' };

function withoutEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, one = '') =>
    code === undefined ? (CONTROLS[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function decode(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (part) =>
    Buffer.from(part.replaceAll('%', ''), 'hex').toString(),
  );
}
