/** Values handed to programs: their names say enough, and any of them may be a secret. */
import { VARIABLES } from '../../../job/contract.ts';
import type { Value } from '../plan.ts';
import { remembered } from '../remembered.ts';
import type { Place } from './place.ts';

/**
 * What lists or maps of variables are called, without case and separators. Headers that are added
 * to each request are like them: a server may know by one who sent it.
 */
const LISTS = /^(?:container|runtime)?env(?:ironment)?(?:variables?|vars?|s)?$|^customheaders?$/;

/** Maps whose parent says that they are variables, or that are nothing else. */
const MAPS =
  /^(?:variables|(?!secret)\w*env(?:ironment)?_?var(?:iable)?s|env(?:ironment)?_?var|app_?settings|build_?(?:env\w*|args)|config_?vars)$/i;

/** Kinds that are a variable each. */
const KINDS = /_environment_variables?$|^railway_variable$/;

/** A variable by the path that a chart or a platform gives it. */
const PATH = /(?:^|\.)(?:extra)?env\w*(?:\[\d+\])?\.\w/i;

/** Texts that a machine runs or reads when it starts. */
const SCRIPTS: ReadonlySet<string> = new Set([
  'custom_data',
  'metadata_startup_script',
  'startup_script',
  'user_data',
  'user_data_base64',
  'userdata',
]);

/** What every job of this repository is told; none of it is a secret by itself. */
const OURS: ReadonlySet<string> = new Set(Object.values(VARIABLES));

/** Whether it is the value of a variable that a program finds. */
export function isVariable({ key, name, value, up, parent, type, inText }: Place): boolean {
  // A chart or a manifest would be hidden for each level of a log.
  if (typeof value === 'object' || inText || OURS.has(name)) return false;
  const above = up?.key ?? '';
  // { name, value } in a list, { A: { value } }; 'A=b' in a list; { A: b }.
  if (isValue(key))
    return (
      isList(above) ||
      MAPS.test(above) ||
      MAPS.test(up?.up?.key ?? '') ||
      PATH.test(name) ||
      KINDS.test(type) ||
      isOfEnvironment(parent?.['namespace'])
    );
  if (parent === undefined) return isList(key) && /^\w+=/.test(String(value));
  if (above === '') return false;
  if (/^name$/i.test(key) && ('value' in parent || 'Value' in parent)) return false;
  if (isList(above)) return MAPS.test(above) || /^[A-Z_][A-Z0-9_]*$/.test(key);
  return MAPS.test(above) && (above !== 'variables' || isBelowList(up));
}

function isValue(key: string): boolean {
  return key.length === 5 && /^value$/i.test(key);
}

/** Settings of Elastic Beanstalk are of one kind each, and variables are one of them. */
function isOfEnvironment(namespace: Value | undefined): boolean {
  return typeof namespace === 'string' && namespace.endsWith(':environment');
}

function isBelowList(place: Place | undefined): boolean {
  return place !== undefined && (isList(place.up?.key ?? '') || isBelowList(place.up));
}

const isList = remembered((name) => LISTS.test(name.toLowerCase().replace(/[_-]/g, '')));

/** Whether a machine runs or reads it when it starts. */
export function isScript({ key }: Place): boolean {
  return key.length >= SHORTEST && isScriptName(key);
}

const SHORTEST = Math.min(...[...SCRIPTS].map(({ length }) => length));

const isScriptName = remembered((name) => SCRIPTS.has(name.toLowerCase().replaceAll('-', '_')));

/** A manifest as YAML. */
const SECRET_MANIFEST = /^kind:[ \t]*["']?Secret["']?[ \t]*$/m;

/** Whether it is the data of a secret of Kubernetes, which base64 doesn't hide, or its manifest. */
export function isKubernetesSecret({ name, type, parent, value }: Place): boolean {
  if (typeof value === 'string') return value.includes('Secret') && SECRET_MANIFEST.test(value);
  if (typeof value !== 'object' || !/^(?:binary_?data|data|string_?data)$/i.test(name))
    return false;
  return type.startsWith('kubernetes_secret') || parent?.['kind'] === 'Secret';
}
