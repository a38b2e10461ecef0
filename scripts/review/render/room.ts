/** How much still fits. */

/** Length as the strictest reader of GitHub's limits counts it: bytes of UTF-8, never fewer than characters. */
export function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** What is left of a budget, in bytes. */
export class Room {
  left: number;

  constructor(left: number) {
    this.left = left;
  }

  /** Takes a text with the line end after it, if it fits. */
  take(text: string): boolean {
    const size = bytes(text) + 1;
    if (size > this.left) return false;
    this.left -= size;
    return true;
  }

  give(text: string): void {
    this.left += bytes(text) + 1;
  }
}

/** How many of each are shown at most, however much room there is. */
export interface Limits {
  readonly first: number;
  readonly rows: number;
  /** Effects that no row explains; all changes follow below. */
  readonly rest: number;
  readonly drift: number;
  readonly outputs: number;
  readonly checks: number;
  /** Lines of one diff. */
  readonly lines: number;
  /** Lines of a diff that is open from the start. */
  readonly small: number;
  /** Lines of all diffs that are open from the start. */
  readonly open: number;
}
