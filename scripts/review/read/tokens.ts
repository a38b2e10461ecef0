/** JSON's brackets and numbers, without parsing it. */

/** A bracket or a number that stands outside of texts. */
interface Token {
  readonly token: string;
  readonly start: number;
}

/** The tokens from a place on; the text may end in anything. */
export function* tokens(text: string, from = 0): Generator<Token> {
  const next = /["{}[\]]|-?\d[\d.eE+-]*/g;
  next.lastIndex = from;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [token] = match;
    if (token === '"') next.lastIndex = endOfText(text, match.index);
    else yield { token, start: match.index };
  }
}

/** Behind the closing quotation mark. By hand: a pattern's stack ends at some million characters. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}
