/** Fargate's sizes. */

/** MiB from `from` to `to` in steps. */
const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory in MiB that Fargate offers with each vCPU size.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export const MEMORY: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
  32768: [61440, 122880, 249856],
};

/** The next size with more memory: with the same vCPU if there is one; undefined at the largest. */
export function moreMemory(
  cpu: number,
  memory: number,
): { readonly cpu: number; readonly memory: number } | undefined {
  const sizes = Object.entries(MEMORY).flatMap(([units, offered]) =>
    offered.map((mebibytes) => ({ cpu: Number(units), memory: mebibytes })),
  );
  const larger = sizes.filter((size) => size.memory > memory && size.cpu >= cpu);
  return larger.find((size) => size.cpu === cpu) ?? larger[0];
}
