/**
 * Keys whose feature isn't built yet, by what has to come first; `*` stands for any name. Each is
 * refused, unless it says what happens anyway (its default). The bill and `cost --compare` take
 * them all, so that a design can be priced before it is there. Who builds a feature takes out its
 * lines, and nothing else refuses it.
 */
const LATER: Readonly<Record<string, readonly string[]>> = {
  'building blocks': [],
  'run controls': ['jobs.*.retries', 'jobs.*.shards', 'jobs.*.tolerance', 'jobs.*.overlap'],
};

/** A key that is refused for now. */
export interface Later {
  readonly key: string;
  /** What has to be built first. */
  readonly until: string;
}

/** All keys that are refused for now. */
export const REFUSED: readonly Later[] = Object.entries(LATER).flatMap(([until, keys]) =>
  keys.map((key) => ({ key, until })),
);
