/** How a review is shown. */
export { annotationsOf } from './annotations.ts';
export { renderComment, renderSummary } from './comment.ts';
export { jsonText, toJson } from './json.ts';
export { renderTerminal } from './terminal.ts';
