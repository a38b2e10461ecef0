/** Policies taken apart into single grants, which can be compared one by one. */
import { type Tree, UNKNOWN, type Value } from '../../plan.ts';
import { policyForm } from '../../policy-form.ts';
import { elements, fingerprint, isTree, member } from '../../value.ts';

/** One pattern, or all but some. */
export interface Scope {
  readonly not: boolean;
  readonly patterns: readonly string[];
}

/** An action on a resource by a principal: allowed, or denied. */
export interface Grant {
  readonly effect: 'Allow' | 'Deny';
  readonly action: Scope;
  /** Undefined: the one that the policy belongs to. */
  readonly resource: Scope | undefined;
  /** Such as `*`, `AWS arn:...`, `Service ecs.amazonaws.com`. Undefined: who has the policy. */
  readonly principal: Scope | undefined;
  /** As `policyForm` writes it; empty for none. */
  readonly condition: Tree;
  /** Equal for equal grants. */
  readonly key: string;
}

/** Far more than AWS takes in one policy, and soon compared. */
const MOST = 20_000;

/** The grants of a policy; undefined if they are too many to tell apart. */
export function grantsOf(policy: Tree): readonly Grant[] | undefined {
  const statements = elements(policyForm(policy)['Statement']).filter(isTree);
  const parts = statements.map((statement) => ({
    statement,
    actions: scopes(statement, 'Action', texts) ?? [],
    resources: scopes(statement, 'Resource', texts) ?? [undefined],
    principals: scopes(statement, 'Principal', principals) ?? [undefined],
  }));
  const size = parts.reduce(
    (sum, { actions, resources, principals }) =>
      sum + actions.length * resources.length * principals.length,
    0,
  );
  if (size > MOST) return undefined;
  return parts.flatMap(({ statement, actions, resources, principals }) =>
    principals.flatMap((principal) =>
      resources.flatMap((resource) =>
        actions.map((action) => grant(statement, action, resource, principal)),
      ),
    ),
  );
}

function grant(
  statement: Tree,
  action: Scope,
  resource: Scope | undefined,
  principal: Scope | undefined,
): Grant {
  const effect = member(statement, 'Effect') === 'Deny' ? 'Deny' : 'Allow';
  const condition = member(statement, 'Condition');
  const held = isTree(condition) ? condition : {};
  const key = [
    effect,
    keyOf(lowered(action)),
    keyOf(resource),
    keyOf(principal),
    fingerprint(held),
  ];
  return { effect, action, resource, principal, condition: held, key: key.join(' ') };
}

function keyOf(scope: Scope | undefined): string {
  if (!scope) return '';
  const [only = '', ...others] = scope.patterns;
  // Nothing is another thing than no scope.
  const simple = !scope.not && others.length === 0 && /^[^\s"]+$/.test(only);
  return simple ? only : JSON.stringify(scope);
}

/** Actions mind no case. */
export function lowered({ not, patterns }: Scope): Scope {
  return { not, patterns: patterns.map((pattern) => pattern.toLowerCase()) };
}

function scopes(
  statement: Tree,
  name: string,
  read: (value: Value) => readonly string[],
): Scope[] | undefined {
  const not = member(statement, `Not${name}`);
  if (not !== undefined) return [{ not: true, patterns: read(not) }];
  const some = member(statement, name);
  return some === undefined
    ? undefined
    : read(some).map((pattern) => ({ not: false, patterns: [pattern] }));
}

function texts(value: Value): readonly string[] {
  return elements(value).map(text);
}

function text(value: Value): string {
  if (typeof value === 'string') return value;
  return value === UNKNOWN ? '(known after apply)' : JSON.stringify(value);
}

function principals(value: Value): readonly string[] {
  if (!isTree(value)) return texts(value);
  return Object.entries(value).flatMap(([kind, who]) =>
    texts(who).map((one) => (kind === 'AWS' && one === '*' ? '*' : `${kind} ${one}`)),
  );
}
