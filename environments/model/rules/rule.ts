import type { IamCatalogue } from '../iam.ts';
import type { Environment } from '../schema.ts';
import type { Node, Path } from '../source.ts';

/** What a rule found: where, and a message that ends with the remedy. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** What a rule may know beside the environment. */
export interface RuleContext {
  /** Handlers that exist; absent where that can't be known. */
  readonly handlers: ReadonlySet<string> | undefined;
  /** What IAM knows of the services that the environments name. */
  readonly iam: IamCatalogue;
  /** Names of all environment files, also of those with problems. */
  readonly names: readonly string[];
  /** All environments whose types are right, this one among them. */
  readonly environments: readonly Environment[];
  /** Now; only warnings may depend on it, or a file would break by waiting. */
  readonly now: Date;
}

/** One thing that AWS, or common sense, demands and types can't say. */
export interface Rule {
  readonly id: string;
  /** A warning is shown, and stops nothing. @default error */
  readonly severity?: 'warning';
  /** Looks at a whole environment whose types are right. */
  readonly check?: (environment: Environment, context: RuleContext) => Iterable<Finding>;
  /** Looks at one written key or list element, whatever it is; returns the message. */
  readonly written?: (path: Path, node: Node) => string | undefined;
  /** A file that breaks the rule: laid over good defaults it gives exactly this problem. */
  readonly example: {
    /** The content of `environments/bad-example.yaml`. */
    readonly yaml: string;
    /** Other files beside it, by name. @default none */
    readonly others?: Readonly<Record<string, string>>;
    /** `line:column` of the problem. */
    readonly at: string;
    readonly message: string;
  };
}
