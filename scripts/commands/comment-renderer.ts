import type { Section } from '../review/review.ts';
import { plain } from '../review/words.ts';
import type { Renderer } from './comment.ts';

/**
 * A stand-in until `scripts/review/render/` is there: verdicts alone, and of those letters, digits
 * and full stops alone.
 */
export const renderer: Renderer = {
  comment: (sections, { maxChars }) => lines(sections).slice(0, maxChars),
  summary: (sections, { maxChars }) => lines(sections).slice(0, maxChars),
  annotations: () => [],
};

function lines(sections: readonly Section[]): string {
  const shown = sections.map((section) => {
    const text = section.kind === 'failed' ? section.message : plain(section.review.verdict);
    return `- ${section.environment}: ${text.replace(/[^\p{L}\p{N}., ]/gu, ' ')}`;
  });
  return shown.join('\n') || 'No environment changes.';
}
