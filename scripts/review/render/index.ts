/** How a review is shown. */
export { type Annotation, annotationsOf } from './annotations.ts';
export { type CommentOptions, renderComment, renderSummary } from './comment.ts';
export { toJson } from './json.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';
