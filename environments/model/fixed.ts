/** Numbers that hold for every environment: the stacks set them, and the bill counts with them. */

/** Scratch space that Fargate gives for nothing, in GiB. */
export const FREE_STORAGE_GIB = 20;

/** How long a replaced or deleted version of an object can still be brought back, in days. */
export const NONCURRENT_DAYS = 30;
