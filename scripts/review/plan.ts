/** A plan as the review understands it, whoever wrote it. Data only. */

/** What Terraform knows only when it applies. There is one: `UNKNOWN`. */
class Unknown {
  toJSON(): string {
    return '(known after apply)';
  }
}

export const UNKNOWN = new Unknown();

/**
 * A value that isn't shown. Within one plan, equal values are the same object, so that a diff
 * tells changed from unchanged without knowing either.
 */
export class Hidden {
  toJSON(): string {
    return '(hidden)';
  }
}

/** A value of a plan. JSON in a string is read: a policy is a tree here, not an escaped text. */
export type Value = null | boolean | number | string | Unknown | Hidden | readonly Value[] | Tree;
export interface Tree {
  readonly [name: string]: Value;
}

/** Where in a resource a value lies: `['container_definitions', 0, 'image']`. */
export type Path = readonly (string | number)[];

/** What is done to one object; `stay`: nothing but what `importing`, `previousAddress` or marks say. */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'stay';

/** What is planned for one object. No-ops without anything to tell aren't there, nor reads. */
export interface Change {
  /** Such as `module.a["x"].aws_s3_bucket.this[0]`; made up from what is known if a plan lacks it. */
  readonly address: string;
  /** It was there before a move. */
  readonly previousAddress?: string;
  /** Key of a deposed object: the rest of a replacement that failed. */
  readonly deposed?: string;
  /** Such as `module.a["x"]`. */
  readonly module?: string;
  readonly type: string;
  readonly name: string;
  /** Such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  readonly action: Action;
  /** Of a replacement. */
  readonly order?: 'delete first' | 'create first';
  /** Of a replacement: the old object stays in the cloud, and Terraform forgets it. */
  readonly oldForgotten?: true;
  /** Terraform's own `action_reason`, such as `replace_because_tainted`. */
  readonly reason?: string;
  /** What forces a replacement. */
  readonly forcedBy: readonly Path[];
  /** It exists and comes under Terraform. Of its id or identity what is known. */
  readonly importing?: { readonly id?: Value; readonly identity?: Value };
  /** Undefined: it isn't there yet. */
  readonly before?: Value;
  /** Undefined: it is gone afterwards. */
  readonly after?: Value;
  /** No value differs: some are marked as sensitive, or no longer. */
  readonly sensitivityOnly: boolean;
}

/** A value while it is made. */
export type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/** What Terraform marks as sensitive: true for all below, or a tree of it. */
interface Marks {
  readonly before: unknown;
  readonly after: unknown;
}

/** Not yet hidden: no such thing may reach a renderer. */
export type Marked<T> = T & { readonly marks: Marks };

/** An output of the root module that changes. */
export interface OutputChange {
  readonly name: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly before?: Value;
  readonly after?: Value;
  readonly sensitivityOnly: boolean;
}

/** A check, precondition, postcondition or validation that doesn't pass, or isn't known to. */
export interface Check {
  readonly address: string;
  readonly status: 'fail' | 'error' | 'unknown';
  readonly problems: readonly string[];
}

/** As `change_summary` of `terraform plan -json` counts: a replacement is one of `add` and one of `destroy`. */
export interface TerraformCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly import: number;
}

/** An action of a provider that runs at the apply, such as a call of a function: Terraform 1.14 and later. */
export interface Invocation {
  /** Such as `action.aws_lambda_invoke.migrate`. */
  readonly address: string;
  /** What starts it, such as `after_update`; undefined: somebody asked for it. */
  readonly event?: string;
  /** The resource that it belongs to. */
  readonly resource?: string;
}

interface PlanOf<C, O> {
  readonly formatVersion: string;
  readonly terraformVersion?: string;
  readonly changes: readonly C[];
  readonly outputs: readonly O[];
  /** What differs from the state before anything is planned; `action` says what happened to it. */
  readonly drift: readonly C[];
  readonly checks: readonly Check[];
  readonly counts: TerraformCounts;
  /** False: applying it takes further plans. */
  readonly complete: boolean;
  /** Planning failed half-way; what is listed may not be all. */
  readonly errored: boolean;
  readonly invocations: readonly Invocation[];
  /** Addresses that were put off, with Terraform's reason. */
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
}

/** A plan as it was read. */
export type MarkedPlan = PlanOf<Marked<Change>, Marked<OutputChange>> & {
  /** What stays as it is: nothing is told of it, but its secrets may stand in what is. */
  readonly silent: readonly Marked<Change>[];
  /** Marked values beside the changes: of variables, and of what stays as it is. */
  readonly secrets: readonly Value[];
};

/** A plan without its secrets. */
export type Plan = PlanOf<Change, OutputChange>;
