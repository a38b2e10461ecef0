/**
 * Keys whose feature isn't built yet, by what has to come first; `*` stands for any name. Each is
 * refused, unless it says what happens anyway (its default). The bill and `cost --compare` take
 * them all, so that a design can be priced before it is there. Who builds a feature takes out its
 * lines, and nothing else refuses it.
 */
const LATER: Readonly<Record<string, readonly string[]>> = {
  'building blocks': [
    'data.input.writers',
    'data.input.bucket',
    'data.input.kmsKey',
    'data.output.readers',
    'data.output.bucket',
    'data.output.kmsKey',
    'jobs.*.secrets',
    'jobs.*.permissions.*.conditions',
  ],
  'run controls': ['jobs.*.retries', 'jobs.*.shards', 'jobs.*.tolerance', 'jobs.*.overlap'],
};

/** Keys of which one form is refused. */
const FORMS_LATER: Readonly<Record<string, { readonly until: string; readonly form: RegExp }>> = {
  'jobs.*.input': { until: 'building blocks', form: /^s3:/ },
};

/** A key that is refused for now. */
export interface Later {
  readonly key: string;
  /** What has to be built first. */
  readonly until: string;
  /** The form that is refused. @default every one */
  readonly form?: RegExp;
}

/** All keys that are refused for now. */
export const REFUSED: readonly Later[] = [
  ...Object.entries(LATER).flatMap(([until, keys]) => keys.map((key) => ({ key, until }))),
  ...Object.entries(FORMS_LATER).map(([key, refusal]) => ({ key, ...refusal })),
];
