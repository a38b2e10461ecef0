import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Review, Section } from '../../../scripts/review/review.ts';
import { type SectionFile, writeSection } from '../../../scripts/review/section-file.ts';

/** A review that tells of nothing. */
export function reviewOf(review: Partial<Review> = {}): Review {
  const none = {
    create: 0,
    import: 0,
    change: 0,
    revision: 0,
    move: 0,
    replace: 0,
    destroy: 0,
    forget: 0,
    output: 0,
    sensitivity: 0,
  };
  return {
    verdict: ['no changes'],
    risk: { level: 'none', reasons: [] },
    counts: none,
    terraform: { add: 0, change: 0, destroy: 0, import: 0 },
    first: [],
    rows: [],
    unattributed: [],
    proofs: [],
    outputs: [],
    checks: [],
    drift: { touched: [], elsewhere: 0 },
    provenance: {},
    ...review,
  };
}

/** A section that tells of a changed key, unless the review says otherwise. */
export function sectionOf(environment: string, review: Partial<Review> = {}): Section {
  const row = { key: 'jobs.a.memory', effects: [], risk: 'low' } as const;
  return { kind: 'review', environment, review: reviewOf({ rows: [row], ...review }) };
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
