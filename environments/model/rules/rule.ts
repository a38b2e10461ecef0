import type { Environment } from '../schema.ts';
import type { Path } from '../source.ts';

/** What a rule found: where, and a message that ends with the remedy. */
interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** What a rule may know beside the environment. */
interface RuleContext {
  /** Handlers that exist; absent where that can't be known. */
  readonly handlers: ReadonlySet<string> | undefined;
}

/** One thing that AWS, or common sense, demands and types can't say. */
export interface Rule {
  readonly id: string;
  /** Looks at a whole environment whose types are right. */
  readonly check?: (environment: Environment, context: RuleContext) => Iterable<Finding>;
  /** Looks at one written value, whatever its key; returns the message. */
  readonly text?: (path: Path, value: unknown) => string | undefined;
  /** A file that breaks the rule: laid over good defaults it gives exactly this problem. */
  readonly example: {
    readonly yaml: string;
    /** `line:column` of the problem. */
    readonly at: string;
    readonly message: string;
  };
}
