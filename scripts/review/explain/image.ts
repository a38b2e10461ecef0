/** Which container image runs, and who moves it. */
import type { Explain, Known, Risk } from '../finding.ts';
import { type Change, type Path, UNKNOWN, type Value } from '../plan.ts';
import { elements, isList } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asText, at, differs, dotted } from './at.ts';
import { clip, finding, move } from './say.ts';

/** An image's name in its parts. */
interface Image {
  readonly text: string;
  /** Such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com`; `docker.io` where none is named. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Attributes that name an image, whatever holds them. */
const NAMES = ['image', 'image_uri', 'imageUri'];

/** Kinds and places of what runs containers: elsewhere an image is a machine's disk. */
const CONTAINERS = /container|docker|image_?uri|batch_job|app_runner|nomad/i;

/** A commit's id, or a version: what nobody moves. */
const FIXED = /^([0-9a-f]{7,40}|v?\d+(\.\d+)+.*)$/;

export const explainImage: Explain = ({ change, fields }, known) => {
  if (change.action === 'create') return created(change, known);
  if (!differs(change)) return [];
  return fields.flatMap(({ path, before, after }) => {
    const place = dotted(path);
    if (!NAMES.includes(String(path.at(-1))) || place.endsWith('environment.image')) return [];
    if (!CONTAINERS.test(`${change.type}.${place}`)) return [];
    const [old, next] = [imageOf(before), imageOf(after)];
    if (!next)
      return after === UNKNOWN ? [finding('image', move(['image'], before, after), [path])] : [];
    return [
      finding('image', sayChange(old, next, change, known), [path], strange(next, old, known)),
    ];
  });
};

function created({ type, after }: Change, known: Known) {
  const containers =
    type === 'aws_ecs_task_definition' ? at(after, 'container_definitions') : undefined;
  const images = isList(containers)
    ? containers.map((container, index) => [imageOf(at(container, 'image')), index] as const)
    : [[imageOf(at(after, 'image_uri')), undefined] as const];
  return images.flatMap(([image, index]) => {
    if (!image) return [];
    const path: Path =
      index === undefined ? ['image_uri'] : ['container_definitions', index, 'image'];
    return [
      finding('image', words`image ${whole(image)}`, [path], strange(image, undefined, known)),
    ];
  });
}

function imageOf(value: Value | undefined): Image | undefined {
  const text = asText(value);
  if (text === undefined) return undefined;
  const [named = '', digest] = text.split('@', 2);
  const slash = named.lastIndexOf('/');
  const [last = '', tag] = named.slice(slash + 1).split(':', 2);
  const place = named.slice(0, slash + 1) + last;
  const [host = '', ...rest] = place.split('/');
  const hosted = rest.length > 0 && /[.:]|^localhost$/.test(host);
  return {
    text,
    registry: hosted ? host : 'docker.io',
    repository: hosted ? rest.join('/') : place,
    tag,
    digest,
  };
}

function sayChange(before: Image | undefined, after: Image, change: Change, known: Known): Words {
  const moving = follows(after, change);
  if (!before) return words`image ${whole(after)}`;
  const moved = before.registry !== after.registry || before.repository !== after.repository;
  if (moved) return words`image ${whole(before)} → ${whole(after)}${moving}`;
  if (after.digest !== undefined) {
    if (before.digest === undefined)
      return words`image pinned to ${short(after.digest)}${commits(before, after, known)} (was tag ${tag(before)})`;
    return words`image ${short(before.digest)} → ${short(after.digest)}${commits(before, after, known)}`;
  }
  const from = before.digest === undefined ? tag(before) : short(before.digest);
  if (before.digest !== undefined)
    return words`image no longer pinned to ${from}: tag ${tag(after)}${moving}`;
  return words`image tag ${from} → ${tag(after)}${moving}`;
}

/** A run resolves a moving tag anew each time it starts; when others do, we don't know. */
function follows(image: Image, { type }: Change): Words {
  if (image.digest !== undefined || FIXED.test(image.tag ?? 'latest')) return [];
  if (!type.startsWith('aws_ecs_')) return [];
  return words`; the next run uses the newest build of ${tag(image)}`;
}

/** `, commits 1111111..2222222`, as far as they are known: by the tags, or by who knows the digests. */
function commits(before: Image, after: Image, { commits: known }: Known): Words {
  const of = ({ tag, digest }: Image): string | undefined =>
    tag !== undefined && /^[0-9a-f]{7,40}$/.test(tag) ? tag : known?.get(digest ?? '');
  const [from, to] = [of(before), of(after)].map((commit) => commit?.slice(0, 7));
  if (to === undefined) return [];
  return from === undefined
    ? words`, commit ${quote(to)}`
    : words`, commits ${quote(`${from}..${to}`)}`;
}

/** The images that containers of a plan were and will be made from. */
export function imagesIn(changes: readonly Pick<Change, 'before' | 'after'>[]): readonly string[] {
  return changes.flatMap(({ before, after }) =>
    [before, after].flatMap((side) =>
      elements(at(side, 'container_definitions')).flatMap(
        (container) => asText(at(container, 'image')) ?? [],
      ),
    ),
  );
}

function tag(image: Image) {
  return quote(clip(image.tag ?? 'latest'));
}

/** Enough of a digest to tell it from another. */
function short(digest: string) {
  return quote(clip(digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1'), 24));
}

function whole({ registry, repository, tag: named, digest }: Image) {
  const place = registry === 'docker.io' ? repository : `${registry}/${repository}`;
  const version = digest === undefined ? `:${named ?? 'latest'}` : `@${digest.slice(0, 19)}`;
  return quote(clip(place + version, 100));
}

/** An image of somebody else's runs with our permissions. */
function strange(
  image: Image,
  before: Image | undefined,
  { environment }: Known,
): readonly [Risk, string] | undefined {
  if (before?.registry === image.registry) return undefined;
  const risk = ['medium', 'image from a foreign registry'] as const;
  if (!environment) return before ? risk : undefined;
  const accounts = [environment.account, environment.registry?.account];
  const ours = accounts.some(
    (account) => account && image.registry.startsWith(`${account}.dkr.ecr.`),
  );
  return ours ? undefined : risk;
}
