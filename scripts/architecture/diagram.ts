/** A flowchart of what refers to what, drawn from a synthesised configuration. */
import { KINDS } from './kinds.ts';
import { keyOf, type Resource } from './resources.ts';

/** A box: one resource, or several of a kind in one place, with what is made beside them. */
interface Box {
  readonly id: string;
  readonly room: string;
  readonly label: string;
  readonly members: readonly Resource[];
  /** Texts that name it elsewhere. */
  readonly names: readonly string[];
  /** All that is said in it. */
  readonly text: string;
}

/** Boxes and arrows, before they are text. */
export interface Diagram {
  readonly boxes: readonly Box[];
  /** Ids: the first names the second. `acts`: by a permission of a role. */
  readonly arrows: readonly {
    readonly from: string;
    readonly to: string;
    readonly acts: boolean;
  }[];
}

/**
 * Finds boxes and arrows.
 *
 * @param place what AWS puts into ARNs.
 */
export function diagramOf(
  resources: readonly Resource[],
  place: { readonly account: string; readonly region: string },
): Diagram {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources.filter(({ type }) => KINDS[type]?.node)) {
    const id = idOf(resource);
    groups.set(id, [...(groups.get(id) ?? []), resource]);
  }
  const boxes = [...groups].map(([id, members]) => boxOf(id, members, resources, place));
  const arrows = boxes.flatMap((from) =>
    boxes
      .filter((to) => to !== from && to.names.some((name) => from.text.includes(name)))
      .map((to) => ({ from: from.id, to: to.id, acts: isRole(from) })),
  );
  return { boxes, arrows: withoutDetours(arrows) };
}

/** Several of a kind, told apart by a number alone, are one box. */
function idOf({ type, path }: Resource): string {
  return [type.replace(/^aws_/, ''), ...path.map((step) => step.replace(/-\d+$/, ''))]
    .join('_')
    .replaceAll('-', '_');
}

function boxOf(
  id: string,
  members: readonly Resource[],
  resources: readonly Resource[],
  place: Readonly<Record<string, string>>,
): Box {
  const [first] = members;
  if (!first) throw new Error(`${id} has no members`);
  const node = KINDS[first.type]?.node;
  const parts = resources.filter((other) => isPart(other, first, resources));
  const own = part(first);
  const label = node?.label ?? '';
  const fill = (pattern: string, { values }: Resource): string =>
    pattern.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? place[key]));
  return {
    id,
    room: roomOf(first),
    label: own === '' || label.includes(own.replaceAll('-', ' ')) ? label : `${label}<br>${own}`,
    members,
    names: members.flatMap((member) => [
      `\${${member.address}.`,
      ...(node?.named ?? []).flatMap((pattern) => ends(fill(pattern, member))),
    ]),
    text: [...members, ...parts].map(textOf).join('\n'),
  };
}

/** What a reader knows a resource by, beside its kind: `input`, `task-role`. */
function part(resource: Resource): string {
  const { path, type } = resource;
  const key = keyOf(resource);
  // The room says the first steps.
  const said = key === undefined ? 0 : key === 'jobs.NAME' ? 2 : 1;
  const steps = path.slice(said).map((step) => step.replace(/-\d+$/, ''));
  // The last step of a construct with parts says its kind once more: `data/input/bucket`.
  const last = steps.at(-1) ?? '';
  return (steps.length > 1 && type.endsWith(last) ? steps.slice(0, -1) : steps).join(' ');
}

/** What has no box of its own belongs to the only box that is made beside it. */
function isPart(resource: Resource, owner: Resource, all: readonly Resource[]): boolean {
  if (KINDS[resource.type]?.node) return false;
  const beside = all.filter(
    (other) => KINDS[other.type]?.node && scopeOf(other) === scopeOf(resource),
  );
  return beside.length === 1 && beside[0] === owner;
}

function scopeOf({ path }: Resource): string {
  return path.slice(0, -1).join('/');
}

function roomOf(resource: Resource): string {
  const key = keyOf(resource);
  return key === 'jobs.NAME' ? `job ${resource.path[1]}` : (key ?? 'shared by all jobs');
}

/** All that a resource says, but for the order it is made in. */
function textOf({ values }: Resource): string {
  const { depends_on: _, ...said } = values;
  // Policies are JSON in JSON.
  return JSON.stringify(said).replaceAll('\\"', '"');
}

/** A name as it stands in a text: another name may go on where it ends. */
function ends(name: string): string[] {
  return ['"', '/', ':', ','].map((end) => `${name}${end}`);
}

function isRole({ members }: Box): boolean {
  return members.some(({ type }) => type === 'aws_iam_role');
}

/** What the user of a role names itself isn't drawn from the role once more. */
function withoutDetours(arrows: Diagram['arrows']): Diagram['arrows'] {
  return arrows.filter(({ from: role, to, acts }) => {
    if (!acts) return true;
    const users = arrows.filter((arrow) => arrow.to === role && !arrow.acts);
    const without = arrows.filter((arrow) => arrow.from !== role);
    return !users.some(({ from }) => reaches(from, to, without));
  });
}

function reaches(from: string, to: string, arrows: Diagram['arrows']): boolean {
  const seen = new Set([from]);
  for (const at of seen) for (const arrow of arrows) if (arrow.from === at) seen.add(arrow.to);
  return seen.has(to);
}

/** The diagram as Mermaid's text. */
export function mermaid({ boxes, arrows }: Diagram): string[] {
  const rooms = [...new Set(boxes.map(({ room }) => room))].sort();
  return [
    'flowchart LR',
    ...rooms.flatMap((room, index) => [
      `  subgraph room${index}["${escaped(room)}"]`,
      ...boxes
        .filter((box) => box.room === room)
        .map(({ id, label }) => `    ${id}["${escaped(label)}"]`),
      '  end',
    ]),
    ...arrows.map(({ from, to, acts }) => `  ${from} ${acts ? '-.->' : '-->'} ${to}`),
  ];
}

function escaped(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;');
}
