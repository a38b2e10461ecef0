/** Where a value stands, as far as it matters to whether it is hidden. */
import type { Tree, Value } from '../plan.ts';

export interface Place {
  readonly value: Value;
  /** The names from the resource down, those of lists once: `container_definitions, environment, value`. */
  readonly names: readonly string[];
  /** The last of them; for the value of a pair of name and value what the pair is called. */
  readonly name: string;
  /** The object that it is in. */
  readonly parent: Tree | undefined;
  /** Such as `kubernetes_secret`; `output` for an output. */
  readonly type: string;
  readonly marked: boolean;
  /** A name above says that all below is a secret. */
  readonly under: boolean;
}
