import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Review, Section } from '../../../scripts/review/review.ts';
import { type SectionFile, writeSection } from '../../../scripts/review/section-file.ts';
import { section } from '../reviews.ts';

/** A section that tells of a changed key, unless the review says otherwise. */
export function sectionOf(environment: string, review: Partial<Review> = {}): Section {
  const row = { key: 'jobs.a.memory', effects: [], risk: 'low' } as const;
  return section(environment, { rows: [row], ...review });
}

/** Writes a file as a plan job does, in a folder as artefacts come. */
export function writeArtefact(
  folder: string,
  file: Omit<SectionFile, 'version'>,
  name = file.section.environment,
): void {
  const own = join(folder, `review-${name}-${file.attempt}`);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, `${name}.json`), writeSection({ version: 1, ...file }));
}
