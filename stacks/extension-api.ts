/**
 * What `stacks/extensions.ts` is given. Members are added here, never renamed or removed: an
 * upgrade must leave a team's file as it is.
 */
import type { Construct } from 'constructs';
import type { Grant } from '../environments/model/grants.ts';
import { near } from '../environments/model/hints.ts';
import { arns, bucketNames, jobNames } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { EXTENSIONS_FILE, extensionSid } from './extension-origin.ts';
import type { Statement } from './identity.ts';
import { permissionStatement } from './task-policy.ts';

/** The function that `stacks/extensions.ts` exports. */
export type Extend = (scope: Construct, env: ExtensionEnvironment) => void;

/** The environment that is extended. */
export interface ExtensionEnvironment {
  /** All that the environment's file says, with its defaults. */
  readonly configuration: Environment;
  /** Names of the environment's jobs, sorted: not every environment has every job. */
  readonly jobs: readonly string[];
  /** Names of the data buckets. */
  readonly buckets: ReturnType<typeof bucketNames>;
  /** ARNs of what the environment makes. */
  readonly arns: ReturnType<typeof arns>;
  /** `customers` -> `nightshift-prod-customers`: a name of this environment's. Not a job's name. */
  nameOf(resource: string): string;
  /** ARN in this account and region: `arnOf('dynamodb', 'table/x')`. Known at plan time. */
  arnOf(service: string, resource: string): string;
  /** A job of the environment. Synthesis fails if there is none of that name. */
  job(name: string): ExtensionJob;
}

/** A job, as extensions see it. */
export interface ExtensionJob {
  /** Adds a statement to the job's role, as `permissions:` of its YAML does, under the same rules. */
  allow(permission: Permission): void;
}

/** One statement of a job's role. */
export interface Permission {
  /** IAM actions such as `dynamodb:GetItem`. */
  readonly actions: readonly string[];
  /**
   * ARNs. One made by `arnOf` is known at plan time; a reference such as `table.arn` works too,
   * but a reviewer then reads "known after apply" in the place of the whole policy.
   */
  readonly resources: readonly string[];
  /** Operator, key, value or values. @default - none */
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** What a team's extension adds to one environment, beside its resources. */
export class Extensions {
  readonly #environment: Environment;
  readonly #grants: Grant[] = [];
  readonly #problems: string[] = [];

  constructor(scope: Construct, environment: Environment, extend: Extend) {
    this.#environment = environment;
    try {
      extend(scope, this.#api());
    } catch (error) {
      this.#problems.push(`${placeOf(error as Error)}: ${error}`);
    }
  }

  /** All that jobs are granted. */
  get grants(): readonly Grant[] {
    return this.#grants;
  }

  /** Statements for the role of one job. */
  statementsFor(job: string): Statement[] {
    return this.#grants
      .filter((grant) => grant.job === job)
      .map(({ statement }, index) => permissionStatement(extensionSid(index), statement));
  }

  /** What is wrong with the extension by itself, such as a job that isn't there. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  #api(): ExtensionEnvironment {
    const environment = this.#environment;
    const { account, region, jobs } = environment;
    return {
      configuration: environment,
      jobs: jobs.map(({ name }) => name),
      buckets: bucketNames(environment),
      arns: arns(environment),
      nameOf: (resource) => this.#nameOf(resource),
      arnOf: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`,
      job: (name) => this.#job(name),
    };
  }

  #nameOf(resource: string): string {
    const { family } = jobNames(this.#environment, resource);
    if (this.#environment.jobs.some(({ name }) => name === resource))
      this.#problems.push(
        `${placeOf(new Error())}: ${family} names what the job "${resource}" has, such as its queue: choose another name`,
      );
    return family;
  }

  #job(job: string): ExtensionJob {
    const { name, jobs } = this.#environment;
    const known = jobs.map((candidate) => candidate.name);
    if (!known.includes(job)) {
      const guess = near(job, known);
      this.#problems.push(
        `${placeOf(new Error())}: there is no job "${job}" in ${name}${guess ? `, did you mean "${guess}"? There` : ': there'} are ${known.join(', ') || 'none'}`,
      );
    }
    return {
      allow: ({ actions, resources, conditions = {} }) => {
        const statement = {
          actions: [...actions],
          resources: [...resources],
          conditions: conditions as Grant['statement']['conditions'],
        };
        this.#grants.push({ job, place: placeOf(new Error()), statement });
      },
    };
  }
}

/** The line of the team's file that an error comes from. */
function placeOf({ stack = '' }: Error): string {
  const [, line] = /stacks\/extensions\.ts:(\d+)/.exec(stack) ?? [];
  return line === undefined ? EXTENSIONS_FILE : `${EXTENSIONS_FILE}:${line}`;
}
