/** Addresses on GitHub, made from the run's; nothing of a plan gets into one unescaped. */
import type { Review } from '../review.ts';
import { code } from './escape.ts';
import type { LineLink } from './parts.ts';

const RUN =
  /^(https:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+)\/actions\/runs\/\d+(?:\/attempts\/\d+)?$/;

/** Leads to the lines of the commit that was planned, if the run tells whose they are. */
export function lineLinks({ provenance }: Review, run: string | undefined): LineLink {
  const { head = '', run: own = '' } = provenance;
  const repository = RUN.exec(run ?? own)?.[1];
  if (repository === undefined || !/^[0-9a-f]{40,64}$/.test(head)) return () => undefined;
  return ({ file, line }) =>
    /^[\w./-]+$/.test(file) ? `${repository}/blob/${head}/${file}#L${line}` : undefined;
}

/** Where the rest stands: in the run's summary, else where a command shows it. */
export function whereAll(environment: string | undefined, run: string | undefined): string {
  if (run !== undefined && RUN.test(run)) return `in the [job summary of this run](${run})`;
  const command = environment === undefined ? 'terraform show' : `./nightshift plan ${environment}`;
  return `shown by ${code(command)}`;
}
