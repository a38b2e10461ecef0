/** Reads Markdown as GitHub does, and tells what in it is more than text. */
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** All nodes, each before its children. */
export function nodes(root: Nodes): Nodes[] {
  const found: Nodes[] = [];
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    found.push(node);
    if ('children' in node) waiting.push(...[...node.children].reverse());
  }
  return found;
}

/** Nodes of a type. */
export function all<T extends Nodes['type']>(root: Nodes, type: T): Extract<Nodes, { type: T }>[] {
  return nodes(root).filter((node): node is Extract<Nodes, { type: T }> => node.type === type);
}

/** What a reader sees of it. */
export function seen(root: Nodes): string {
  return nodes(root)
    .map((node) => ('value' in node ? node.value : ''))
    .join('');
}

/** What GitHub makes links, mentions and pictures of in texts, told otherwise than the code does. */
const ACTIVE =
  /(^|[^\w`])@\w|(^|\W)#\d|(^|\W)gh-\d|(^|[^0-9a-z])[0-9a-f]{7,40}([^0-9a-z]|$)|(https?|ftp|s3):\/\/|www\.|:[a-z][\w+-]*:|:\+1:/i;

/** Texts outside of code that GitHub would make something of. */
export function active(root: Nodes): string[] {
  return all(root, 'text').flatMap(({ value }) => (ACTIVE.test(value) ? [value] : []));
}
