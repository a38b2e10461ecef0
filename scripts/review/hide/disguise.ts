/** What a secret looks like elsewhere, and what a text hides in its encoding. */

/** Texts that stand for a secret: whoever has one of them has it. The first is the secret itself. */
export function formsOf(untrimmed: string): string[] {
  const secret = untrimmed.trim();
  const escaped = JSON.stringify(secret).slice(1, -1);
  const encoded = escaped === secret ? [secret] : [secret, escaped];
  const inBase64 = encoded.flatMap(inBase64Of);
  return [
    ...encoded,
    ...(/\s/.test(secret) ? [bare(secret), secret.replace(/\s/g, '+')] : []),
    ...inBase64.flatMap((text) => (/[+/]/.test(text) ? [text, urlSafe(text)] : [text])),
  ];
}

/**
 * The parts of a text's base64 that are the same whatever stands before and after it: one for each
 * number of bytes before it, modulo 3.
 */
function inBase64Of(text: string): string[] {
  const bytes = Buffer.from(`\0\0${text}`);
  return [0, 1, 2].map((shift) => {
    const from = 2 - shift;
    const first = Math.ceil((shift * 8) / 6);
    return bytes.toString('base64', from).slice(first, Math.floor(((bytes.length - from) * 8) / 6));
  });
}

function urlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

/** Escapes of JSON, of addresses, and of XML: what each of them begins with, and the text without. */
const ESCAPES: readonly (readonly [sign: string, undo: (text: string) => string])[] = [
  ['\\', withoutEscapes],
  ['%', decode],
  ['&', withoutEntities],
];

/** JSON in JSON in JSON. */
const LAYERS = 3;

const NONE: readonly string[] = [];

/** A text as it reads without escapes, whichever of them stand in one another, and without lines; none if it has none. */
export function viewsOf(text: string): readonly string[] {
  if (!/[\s\\%&]/.test(text)) return NONE;
  const found = [text];
  for (const [sign, undo] of ESCAPES) {
    for (const one of [...found]) {
      let escaped = one;
      for (let layer = 0; layer < LAYERS && escaped.includes(sign); layer++) {
        const inner = undo(escaped);
        if (inner === escaped) break;
        found.push(inner);
        escaped = inner;
      }
    }
  }
  return [...new Set(found.map(bare))];
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

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,4}));/gi, (all, ten, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    return String.fromCodePoint(Number.parseInt(ten ?? hex, ten === undefined ? 16 : 10));
  });
}
