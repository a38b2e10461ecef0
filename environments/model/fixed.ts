/** Numbers that hold for every environment: the stacks set them, and the bill counts with them. */

/** Scratch space that Fargate gives for nothing, in GiB. */
export const FREE_STORAGE_GIB = 20;

/** How many images of commits a registry keeps beside those that a channel or a pin names. */
export const IMAGES_KEPT = 10;

/** What an image is made from: a push that touches none of it builds nothing. CodePipeline takes 8 patterns. */
export const BUILT_FROM = [
  'job/**',
  'package.json',
  'package-lock.json',
  'tsconfig*.json',
  '.dockerignore',
] as const;

/** How long a replaced or deleted version of an object can still be brought back, in days. */
export const NONCURRENT_DAYS = 30;

/** A tag of what holds copies alone: a kind that holds data elsewhere, and may be destroyed here. */
export const TRANSIENT = { content: 'transient' } as const;
