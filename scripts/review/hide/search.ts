/** Finds any of many secrets in a text, in time that doesn't grow with their number. */

import { formsOf, viewsOf } from './disguise.ts';
import { isSought, SHORTEST } from './harmless.ts';

/** A form of a secret, with the place in it by which it is found. */
interface Form {
  readonly text: string;
  readonly at: number;
  /** So short that it stands in other words by chance: it must be a word of its own. */
  readonly short: boolean;
}

/** Where a form may be told from others, with those that are told by the same characters. */
interface Place {
  readonly at: number;
  readonly hash: number;
  readonly forms: Form[];
}

/** Many secrets begin or end alike: of so many places of a form the one that tells best counts. */
const PLACES = 9;

/** Secrets shorter than this are only found as words of their own. */
const SHORT = 8;

/** Bits of the filter that passes over almost every place of a text. */
const FILTER = 2 ** 20;

export class Search {
  readonly #forms = new Map<number, Form[]>();
  readonly #filter = new Uint8Array(FILTER);

  constructor(secrets: Iterable<string>) {
    for (const secret of new Set(secrets)) {
      if (!isSought(secret)) continue;
      const short = secret.trim().length < SHORT;
      for (const [number, form] of formsOf(secret).entries())
        if (form.length >= SHORTEST) this.#add(form, short && number === 0);
    }
  }

  #add(text: string, short: boolean): void {
    let best: Place | undefined;
    const last = text.length - SHORTEST;
    for (let step = PLACES - 1; step >= 0; step--) {
      const at = Math.floor((last * step) / (PLACES - 1));
      const hash = hashAt(text, at);
      const forms = this.#forms.get(hash) ?? [];
      if (!best || forms.length < best.forms.length) best = { at, hash, forms };
      if (forms.length === 0) break;
    }
    if (!best || best.forms.some((form) => form.text === text)) return;
    best.forms.push({ text, at: best.at, short });
    this.#forms.set(best.hash, best.forms);
    this.#filter[best.hash & (FILTER - 1)] = 1;
  }

  /** Whether a secret stands in the text, in any disguise. */
  finds(text: string): boolean {
    if (this.#forms.size === 0 || text.length < SHORTEST) return false;
    if (this.#first(text, 0)) return true;
    const views = viewsOf(text);
    return views.length > 0 && views.some((view) => view !== text && this.#first(view, 0, true));
  }

  /** The text with `(hidden)` in the place of each secret; in a disguise the whole text is one. */
  cover(text: string): string {
    if (!this.finds(text)) return text;
    const parts: string[] = [];
    let done = 0;
    for (let found = this.#first(text, 0); found; found = this.#first(text, done)) {
      parts.push(text.slice(done, found.start), COVER);
      done = found.end;
    }
    const covered = parts.join('') + text.slice(done);
    return this.finds(covered) ? COVER : covered;
  }

  /** `joined`: white space is gone, so that a short secret would no longer be a word of its own. */
  #first(text: string, from: number, joined = false): Found | undefined {
    let hash = 0;
    for (let index = from; index < text.length; index++) {
      hash = (Math.imul(hash, BASE) + text.charCodeAt(index)) | 0;
      const start = index - SHORTEST + 1;
      if (start < from) continue;
      if (start > from) hash = (hash - Math.imul(text.charCodeAt(start - 1), POWER)) | 0;
      if (this.#filter[hash & (FILTER - 1)] === 0) continue;
      for (const form of this.#forms.get(hash) ?? []) {
        const begin = start - form.at;
        if (begin < from || !text.startsWith(form.text, begin)) continue;
        const end = begin + form.text.length;
        if (!form.short || (!joined && isWord(text, begin, end))) return { start: begin, end };
      }
    }
    return undefined;
  }
}

export const COVER = '(hidden)';

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Of a hash over `SHORTEST` characters that rolls on by one. */
const BASE = 0x01000193;
const POWER = Array.from({ length: SHORTEST }).reduce<number>((power) => Math.imul(power, BASE), 1);

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + SHORTEST; index++)
    hash = (Math.imul(hash, BASE) + text.charCodeAt(index)) | 0;
  return hash;
}

function isWord(text: string, start: number, end: number): boolean {
  return !/\w/.test(text[start - 1] ?? ' ') && !/\w/.test(text[end] ?? ' ');
}
