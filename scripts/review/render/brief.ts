/** All that fits where next to nothing fits: each environment with its risk in a line, then a count. */
import { count } from '../../terminal.ts';
import type { Section } from '../review.ts';
import { bold, markdown } from './escape.ts';
import { riskLine } from './heads.ts';
import { whereAll } from './links.ts';
import { Room } from './room.ts';
import { byUrgency } from './section.ts';

/** The comment if there is no room for anything else. */
export function brief(sections: readonly Section[], max: number, run: string | undefined): string {
  const { failed, reviews, quiet } = byUrgency(sections);
  const all = [
    ...failed.map(({ environment }) => [`- ${bold([environment])}: plan failed`]),
    ...reviews.map(({ environment, review }) => {
      const name = bold([environment || 'this plan']);
      const { level } = review.risk;
      const risk = markdown([riskLine(review)]);
      const short = `- ${name}: Risk ${level}, ${review.proofs.length} changes`;
      return [`- ${name}: ${markdown(review.verdict)}. ${risk}`, short];
    }),
    ...quiet.map(({ environment }) => [`- ${bold([environment])}: no changes`]),
  ];
  const end = `Left out for length: everything else. All of it is ${whereAll(reviews[0]?.review.environment, run)}.`;
  const room = new Room(max - Buffer.byteLength(end) - 40);
  const lines = all.flatMap((forms) => forms.find((form) => room.take(form)) ?? []);
  const more = all.length - lines.length;
  if (more > 0) lines.push(`- and ${count(more, 'more environment')}`);
  return `${lines.join('\n')}\n\n${end}\n`;
}
