/** The sections of a comment, from the files that the plan jobs wrote. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ENVIRONMENT_NAME } from '../../environments/model/schema.ts';
import { errorCode, InputError } from '../errors.ts';
import { greatest, type Risk } from './finding.ts';
import type { Section } from './review.ts';
import { readSection, type SectionFile } from './section-file.ts';

/** Which run the files must be of. */
export interface Wanted {
  readonly run: number;
  readonly attempt: number;
  readonly head: string;
  /** Environments in the order of the comment; those without a file failed. @default all that have one */
  readonly expect?: readonly string[];
}

/** Largest file that is read, in bytes: a review of about 10,000 changes. */
const LARGEST = 64 * 1024 * 1024;

/** Files that are looked at. */
const MOST_FILES = 1000;

/**
 * Reads the sections below a folder: files named for their environment, such as `prod.json`.
 *
 * What they hold may come from anybody: what can't be read, or is of another run, is a failed
 * section. Of several attempts of the run the latest counts: a job that isn't run again keeps its
 * first file.
 *
 * @throws InputError if the folder can't be read and nothing is expected of it.
 */
export function readSections(folder: string, wanted: Wanted): readonly Section[] {
  const files = sectionFiles(folder, wanted.expect !== undefined);
  const names = wanted.expect ?? [...files.keys()].sort();
  return names.map((environment) => {
    const read = (files.get(environment) ?? []).map((file) => readOne(file, environment, wanted));
    const good = read.flatMap((one) => ('section' in one ? [one] : []));
    const latest = Math.max(...good.map(({ attempt }) => attempt));
    const [found, another] = good.filter(({ attempt }) => attempt === latest);
    if (found && !another) return found.section;
    if (another) return failed(environment, 'there are two reviews of it');
    const bad = read.find((one) => 'problem' in one);
    return failed(environment, bad?.problem ?? 'the run made no review of it: see its job');
  });
}

/** Whether it tells of a change, or of a failure. */
export function tells(section: Section): boolean {
  if (section.kind === 'failed') return true;
  const { first, rows, unattributed, proofs, outputs, checks, drift } = section.review;
  return [first, rows, unattributed, proofs, outputs, checks, drift.touched].some(
    ({ length }) => length > 0,
  );
}

/** The highest risk; of what failed nobody knows it, so that it counts as high. */
export function highestRisk(sections: readonly Section[]): Risk {
  const risks = sections.map((section): { readonly risk: Risk } => ({
    risk: section.kind === 'failed' ? 'high' : section.review.risk.level,
  }));
  return greatest(risks);
}

function failed(environment: string, message: string): Section {
  return { kind: 'failed', environment, message };
}

/** Paths by environment. */
function sectionFiles(folder: string, mayBeMissing: boolean): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile()).slice(0, MOST_FILES)) {
      const name = basename(entry.name, '.json');
      if (name === entry.name || !ENVIRONMENT_NAME.test(name)) continue;
      byName.set(name, [...(byName.get(name) ?? []), join(entry.parentPath, entry.name)]);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' && mayBeMissing) return byName;
    throw new InputError(
      `${folder} cannot be read (${code}): name the folder that holds the reviews, such as reviews/`,
    );
  }
  return byName;
}

type Read = SectionFile | { readonly problem: string };

function readOne(path: string, environment: string, wanted: Wanted): Read {
  try {
    const { size } = lstatSync(path);
    if (size > LARGEST) return { problem: `its review has ${size} bytes, ${LARGEST} at most` };
    const file = readSection(readFileSync(path, 'utf8'));
    const { run, attempt, head, section } = file;
    if (section.environment !== environment)
      return { problem: `its review is of another environment` };
    if (run !== wanted.run || head !== wanted.head || attempt > wanted.attempt)
      return { problem: `its review is of run ${run}, attempt ${attempt}, commit ${head}` };
    return file;
  } catch (error) {
    return { problem: `its review cannot be read (${(error as Error).message.slice(0, 200)})` };
  }
}
