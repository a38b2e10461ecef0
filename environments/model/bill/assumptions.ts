/** What a bill has to assume, since a configuration doesn't say it. */
import { IMAGES_KEPT } from '../fixed.ts';

/** Numbers that a configuration doesn't hold; all can be set. */
export interface Assumptions {
  /** Minutes of one container of a run, image pull included. */
  readonly runMinutes: number;
  /** Seconds from the start of the image pull to the first line of code: what a report can't see. */
  readonly startSeconds: number;
  /** Objects that a run reads. */
  readonly objectsRead: number;
  /** Objects that a run writes. */
  readonly objectsWritten: number;
  /** MiB that a run reads. */
  readonly mebibytesRead: number;
  /** MiB that a run writes. */
  readonly mebibytesWritten: number;
  /** MiB that one container logs. */
  readonly mebibytesLogged: number;
  /** MiB of a compressed image. */
  readonly imageMebibytes: number;
  /** Images in the registry. */
  readonly imagesKept: number;
  /** MiB of layers that speed up the next build. */
  readonly cacheMebibytes: number;
  /** Images built in a month. */
  readonly buildsPerMonth: number;
  /** Minutes of one build. */
  readonly minutesPerBuild: number;
}

/** Sober numbers of a small nightly job. */
export const DEFAULT_ASSUMPTIONS: Assumptions = {
  // What the reference repository's job takes.
  runMinutes: 10,
  // For an image of the size below, from the registry of its own region.
  startSeconds: 20,
  // A few files of a MiB each: more only shows on the bill in the thousands.
  objectsRead: 10,
  objectsWritten: 10,
  mebibytesRead: 10,
  mebibytesWritten: 10,
  // 5,000 lines of 200 bytes.
  mebibytesLogged: 1,
  // Node.js on a slim Debian, and a bundle of some hundred KiB.
  imageMebibytes: 80,
  // As many as the registry keeps; layers that images share are counted each time.
  imagesKept: IMAGES_KEPT,
  // The image's, and those of its build stage with all packages.
  cacheMebibytes: 200,
  // One on each working day.
  buildsPerMonth: 20,
  // A small machine with most layers in the cache.
  minutesPerBuild: 4,
};

/** One assumption of a bill. */
export interface Assumption {
  /** Such as `images built a month`. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

/** What an environment has that asks for assumptions of its own. */
interface Has {
  readonly builds: boolean;
  readonly nat: boolean;
  /** A bucket or a registry that it only names, so that its region isn't known. */
  readonly foreign: boolean;
}

/** Assumptions about a whole environment; those about a job come with its activity. */
export function sharedAssumptions(
  assumptions: Assumptions,
  { builds, nat, foreign }: Has,
): Assumption[] {
  const { mebibytesLogged, imagesKept, imageMebibytes } = assumptions;
  const build = [
    { what: 'images built a month', value: assumptions.buildsPerMonth, unit: 'builds' },
    { what: 'time of a build', value: assumptions.minutesPerBuild, unit: 'min' },
    { what: 'layers of earlier builds', value: assumptions.cacheMebibytes, unit: 'MiB' },
  ];
  const gateway = {
    what: 'image layers and S3 data that take the free gateway endpoint of S3',
    value: 100,
    unit: '%',
  };
  return [
    { what: 'log of a container, stored uncompressed', value: mebibytesLogged, unit: 'MiB' },
    { what: 'images in the registry', value: imagesKept, unit: 'images' },
    { what: 'size of an image', value: imageMebibytes, unit: 'MiB' },
    ...(builds ? build : []),
    ...(nat ? [gateway] : []),
    { what: 'runs that fail, are interrupted or repeated', value: 0, unit: 'a month' },
    { what: "share of the account's free allowances that others use", value: 0, unit: '%' },
    {
      what: 'left out, since cents at most: queues, event rules, mails, the budget, sources and logs of builds',
      value: 0,
      unit: 'USD',
    },
    {
      what: `left out, since unknown: transfer to the internet${foreign ? ', and from buckets and registries in other regions' : ''}`,
      value: 0,
      unit: 'USD',
    },
  ];
}
