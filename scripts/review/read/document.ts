/** Finds the plan's JSON in what a command printed, and says what else it is. */
import { stripVTControlCharacters } from 'node:util';
import { InputError } from '../../errors.ts';
import { type Members, members } from './members.ts';
import { nests } from './nests.ts';
import { parseExact } from './numbers.ts';
import { tokens } from './tokens.ts';

const REMEDY = 'give the output of `terraform show -json PLANFILE`';

/** What a text that is no plan looks like, by its beginning. The first that fits is said. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'nothing was given'],
  [/^PK\p{Cc}/u, 'this is a plan file itself, which only Terraform reads'],
  [/^<(?:!doctype|html|\?xml)/i, 'this is a page of HTML or XML, perhaps of an error'],
  [/^(?:.*\n)*?.*"@level"/, 'this is the log of `terraform plan -json`'],
  [
    /Terraform will perform|OpenTofu will perform|^No changes\.|^Terraform used the selected/m,
    'this is a plan as text for people',
  ],
];

/** The time before each line of a log of GitHub, GitLab or Azure. No line of JSON begins like that. */
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z(?: \d\d[EO][ +]?)? ?/gm;

/** Levels of a plan: modules lie in modules, and a provider's schema has about ten. */
const DEPTH = 300;

/** How many beginnings of a JSON document are tried: noise may hold braces too. */
const TRIES = 20;

/**
 * The plan in a text, with what a CI's wrapper printed before and after it left out.
 *
 * @throws InputError in one line: what the text looks like, and the remedy.
 */
export function findPlan(text: string): Members {
  const given = text.replace(/^\uFEFF/, '').trim();
  const whole = parse(given);
  if (whole !== undefined) return demandPlan(whole);
  const trimmed = stripVTControlCharacters(given.replace(TIME, '')).trim();
  const { found, broken } = documents(trimmed, LINE);
  const lines = found.filter(isPlan);
  const plans = lines.length > 0 ? lines : documents(trimmed, PLAN).found.filter(isPlan);
  if (plans.length > 1) throw refused('there are several plans in it, give one at a time');
  if (plans.length === 1) return demandPlan(plans[0]);
  const looks = LOOKS.find(([pattern]) => pattern.test(trimmed.slice(0, 4096)))?.[1];
  if (looks === undefined && !broken && found.length > 0) return demandPlan(found[0]);
  throw refused(looks ?? (broken ? 'its JSON is broken or cut off' : 'there is no JSON in it'));
}

/** Where an object begins a line. */
const LINE = /(?<=^[^\S\n]*)\{(?=\s*["}])/gm;

/** Where one begins as a plan does, whatever a wrapper put before it in its line. */
const PLAN = /\{(?=\s*"format_version":)/g;

/** The JSON objects that begin where a pattern says, one after the other. */
function documents(
  text: string,
  { source, flags }: RegExp,
): { readonly found: unknown[]; readonly broken: boolean } {
  const found: unknown[] = [];
  let broken = false;
  const start = new RegExp(source, flags);
  for (let tries = 0; tries < TRIES; tries++) {
    const match = start.exec(text);
    if (!match) break;
    const end = endOf(text, match.index);
    const document = end === undefined ? undefined : parse(text.slice(match.index, end));
    if (end !== undefined && document !== undefined) {
      found.push(document);
      start.lastIndex = end;
    } else broken = true;
  }
  return { found, broken };
}

/** Behind the bracket that closes the first one. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0;
  for (const { token, start } of tokens(text, from)) {
    if (token === '{' || token === '[') depth++;
    else if ((token === '}' || token === ']') && --depth === 0) return start + 1;
  }
  return undefined;
}

function parse(text: string): unknown {
  if (!/^\s*[{["\dtfn-]/.test(text)) return undefined;
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

const PARTS = ['planned_values', 'resource_changes', 'configuration', 'output_changes'];

const LISTS = [
  'resource_changes',
  'resource_drift',
  'deferred_changes',
  'checks',
  'action_invocations',
  'deferred_action_invocations',
] as const;

function isPlan(document: unknown): boolean {
  const given = members(document);
  return typeof given?.['format_version'] === 'string' && PARTS.some((part) => part in given);
}

function demandPlan(document: unknown): Members {
  const given = members(document);
  if (!given) throw refused('this is JSON, but no object');
  const version = given['format_version'];
  if ('@level' in given) throw refused('this is the log of `terraform plan -json`');
  if ('lineage' in given) throw refused('this is a state file');
  if (typeof version !== 'string') throw refused('this is JSON of something else');
  if (!/^[01](?:\.|$)/.test(version)) {
    const shown = JSON.stringify(version.slice(0, 20));
    throw new InputError(
      `this plan has format version ${shown}, and formats 0.1 to 1.x are understood: make it with a Terraform that prints one of those, or update this repository`,
    );
  }
  if (!isPlan(document)) {
    throw refused(
      'values' in given
        ? 'this is a state, not a plan'
        : 'this is a state or a plan without content',
    );
  }
  if (!nests(given, DEPTH)) throw refused('its JSON is nested too deeply');
  for (const part of LISTS) {
    const list = given[part] ?? [];
    if (!Array.isArray(list)) throw refused(`its ${part} are no list`);
  }
  return given;
}

function refused(looks: string): InputError {
  return new InputError(`no plan to read: ${looks}; ${REMEDY}`);
}
