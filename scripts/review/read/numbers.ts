/** JSON without losing digits. */
import { tokens } from './tokens.ts';

/** Nothing shorter is rounded. What stands before it tells a number from a text in most places at once. */
const LONG = /[\s:,[]-?\d[\d.]{15}/;

/**
 * Parses JSON; a number that JavaScript would round stays the text that it was, since two that
 * differ in their last digit would else be equal.
 *
 * @throws SyntaxError for what isn't JSON.
 */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG.test(text)) return value;
  const parts: string[] = [];
  let done = 0;
  for (const { token, start } of tokens(text)) {
    if (token.length < 16 || isExact(token)) continue;
    parts.push(text.slice(done, start), `"${token}"`);
    done = start + token.length;
  }
  return done === 0 ? value : JSON.parse(parts.join('') + text.slice(done));
}

function isExact(token: string): boolean {
  return digits(String(Number(token))) === digits(token);
}

/** The digits that matter, without sign, point, exponent and zeros at either end. */
function digits(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
}
