/** What is in a task's containers: program, variables by name, secrets, files, log. */
import { VARIABLES } from '../../../job/contract.ts';
import type { Explain, FieldChange, Finding, Risk } from '../finding.ts';
import { Hidden, type Value } from '../plan.ts';
import { isList, isNothing } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asNumber, asText, asTexts, at, differs } from './at.ts';
import { apart, clip, duration, finding, labelOf, move, show } from './say.ts';

const HOLDS = 'container_definitions';

export const explainContainers: Explain = ({ change, fields }) => {
  if (!differs(change)) return [];
  const byContainer = new Map<string | number, FieldChange[]>();
  for (const field of fields) {
    const [attribute, container] = field.path;
    if (attribute !== HOLDS || container === undefined || field.path.length < 3) continue;
    byContainer.set(container, [...(byContainer.get(container) ?? []), field]);
  }
  if (byContainer.size === 0) return [];
  const [old, next] = [containersOf(change.before), containersOf(change.after)];
  const several = old.size > 1 || next.size > 1;
  return [...byContainer].flatMap(([name, inside]) => {
    const [before, after] = [old.get(String(name)), next.get(String(name))];
    // One whose name nobody gives is told by its fields.
    if (typeof name === 'string' && !before !== !after) return [comesOrGoes(name, !before)];
    const said = [...program(before, after, inside), ...inside.flatMap(setting)];
    return several ? said.map((one) => inContainer(String(name), one)) : said;
  });
};

function containersOf(value: Value | undefined): Map<string, Value> {
  const containers = at(value, HOLDS);
  const list = isList(containers) ? containers : [];
  return new Map(list.map((one, index) => [asText(at(one, 'name')) ?? String(index), one]));
}

function inContainer(name: string, told: Finding): Finding {
  if (told.silent) return told;
  return { ...told, words: words`container ${quote(clip(name))}: ${told.words}` };
}

/** What it starts: entry point and command are one line. */
function program(
  before: Value | undefined,
  after: Value | undefined,
  inside: readonly FieldChange[],
): Finding[] {
  const tells = inside
    .map(({ path }) => path)
    .filter(([, , attribute]) => attribute === 'command' || attribute === 'entryPoint');
  if (tells.length === 0) return [];
  const line = (container: Value | undefined): Words => {
    const text = ['entryPoint', 'command']
      .flatMap((name) => asTexts(at(container, name)))
      .join(' ');
    return text === '' ? words`the command of its image` : [quote(clip(text, 80))];
  };
  return [finding('other', words`runs ${line(after)} (was ${line(before)})`, tells)];
}

function setting(field: FieldChange): Finding[] {
  const said = say(field);
  return said ? [finding('other', said[0], [field.path], said[1])] : [];
}

function comesOrGoes(name: string, comes: boolean): Finding {
  const said = comes
    ? words`new container ${quote(clip(name))}`
    : words`container ${quote(clip(name))} is removed`;
  return finding('other', said, [[HOLDS, name]]);
}

type Said = readonly [words: Words, risk?: readonly [Risk, string] | undefined];

/** Undefined: another rule tells it, or the plain line. */
function say(field: FieldChange): Said | undefined {
  const [, , attribute] = field.path;
  const { before, after } = field;
  switch (attribute) {
    case 'environment':
      return [variable(field)];
    case 'secrets':
      return secret(field);
    case 'user':
      return [move(words`runs as user`, before, after), rootRisk(after)];
    case 'privileged':
      return after === true
        ? [
            words`runs privileged: it may do whatever the host may`,
            ['high', 'privileged container'],
          ]
        : [words`no longer runs privileged`];
    case 'readonlyRootFilesystem':
      return after === true
        ? [words`may write only to its mounts`]
        : [words`may write to its own file system`, ['low', 'loosens a container']];
    case 'stopTimeout':
      return [move(words`time to stop`, before, after, 's')];
    case 'memory':
      return [move(words`memory limit of the container`, before, after, 'MiB')];
    case 'memoryReservation':
      return [move(words`memory kept for the container`, before, after, 'MiB')];
    case 'logConfiguration':
      return [move(words`log setting ${quote(clip(String(field.path.at(-1))))}`, before, after)];
    case 'portMappings':
      return entry('port', 'containerPort', field);
    case 'mountPoints':
      return entry('mount at', 'containerPath', field);
    default:
      return undefined;
  }
}

/** The variables of our own contract, in words; of others the name, and never a value. */
const OURS: Readonly<Record<string, (field: FieldChange) => Words>> = {
  [VARIABLES.input]: (field) => place('reads', field),
  [VARIABLES.output]: (field) => place('writes', field),
  [VARIABLES.runs]: (field) => place('leaves its reports in', field),
  [VARIABLES.timeout]: ({ before, after }) => {
    const limit = (value: Value | undefined): Words => {
      const seconds = asNumber(value);
      if (seconds !== undefined) return [duration(seconds)];
      return isNothing(value) ? words`any time` : words`another time`;
    };
    return words`a run may take ${limit(after)} (was ${limit(before)})`;
  },
};

function place(verb: string, { before, after }: FieldChange): Words {
  if (before instanceof Hidden || after instanceof Hidden) return words`${verb} another place`;
  const [old, next] = apart(before, after);
  return words`${verb} ${show(next)} (was ${show(old)})`;
}

function variable(field: FieldChange): Words {
  const { path, before, after } = field;
  const name = String(path[3] ?? '');
  // The name itself comes and goes with the value.
  if (path.at(-1) === 'name' && path.length > 4) return [];
  const ours = Object.hasOwn(OURS, name) ? OURS[name] : undefined;
  if (ours) return ours(field);
  const named = words`variable ${quote(clip(name))}`;
  if (isNothing(before)) return words`new ${named}`;
  return isNothing(after) ? words`${named} removed` : words`${named} gets another value`;
}

function secret({ path, before, after }: FieldChange): Said {
  if (path.at(-1) === 'name' && path.length > 4) return [[]];
  const named = words`secret ${quote(clip(String(path[3] ?? '')))}`;
  const from = (value: Value | undefined): Words =>
    typeof value === 'string' ? [quote(clip(value, 120))] : show(value);
  const risk = ['low', 'reads a secret'] as const;
  if (isNothing(after)) return [words`${named} is no longer read`];
  if (isNothing(before)) return [words`${named} is read from ${from(after)}`, risk];
  return [words`${named} is read from ${from(after)} (was ${from(before)})`, risk];
}

function rootRisk(user: Value | undefined): readonly [Risk, string] | undefined {
  return user === 'root' || user === '0' || user === 0 ? ['low', 'loosens a container'] : undefined;
}

/** One of a list: that it comes or goes is told by what names it. */
function entry(label: string, naming: string, { path, before, after }: FieldChange): Said {
  const last = path.at(-1);
  if (last === naming) return [move([label], before, after)];
  if (isNothing(before) || isNothing(after)) return [[]];
  return [
    words`${label} ${quote(clip(String(path[3])))}: ${move(labelOf(path.slice(-1)), before, after)}`,
  ];
}
