/** What the statements of policies allow now, and what no longer. */
import { type Explain, type Finding, type Known, SaidLater, type Subject } from '../../finding.ts';
import { type Path, UNKNOWN, type Value } from '../../plan.ts';
import { isPolicy } from '../../policy-form.ts';
import { fingerprint, isNothing } from '../../value.ts';
import { plain, type Words, words } from '../../words.ts';
import { isDone } from '../at.ts';
import { series } from './arn-words.ts';
import { type Difference, difference } from './cover.ts';
import { type Document, documentsOf } from './documents.ts';
import { FLAGS } from './flags.ts';
import { conditionWords, grantWords, principalWords, TOLD } from './grant-words.ts';
import { type Grant, grantsOf } from './grants.ts';

/** Finds what the policies of a change allow, and whom. */
export const statements: Explain = ({ change }, known) => {
  if (!isDone(change)) return [];
  return documentsOf(change, known).flatMap((document) => explain(document, change, known));
};

function explain(document: Document, change: Subject['change'], { against }: Known): Finding[] {
  const { before, after, path } = document;
  if (before === after || goesAlong(document, change)) return [];
  const [old, now] = [read(before), read(after)];
  const differs = old && now && difference(old, now);
  if (!differs) return fingerprint(before) === fingerprint(after) ? [] : [unseen(document, change)];
  const granted = [...differs.added, ...differs.rebound.map(({ after }) => after)];
  const complete = [differs.added, differs.removed, differs.rebound].every(
    ({ length }) => length <= TOLD,
  );
  const tells = complete && path.length > 0 ? [path] : [];
  return [
    ...sentencesOf(differs, document, {
      goes: change.action === 'delete',
      tells,
      against,
    }),
    ...reboundOf(differs, document, tells),
    ...flagsOf(granted.filter(isAllowed), document),
  ];
}

/** Kinds that are nothing but a policy: what they lie on stays when they go. */
const POLICY = /_(policy|permission)$/;

/**
 * What comes or goes with the thing itself gives and takes nothing: a limit with what it limits, a
 * policy on a resource that goes.
 */
function goesAlong({ kind }: Document, { action, type, address }: Subject['change']): boolean {
  const own = !POLICY.test(type) || address.startsWith('aws_iam_policy.boundaries_');
  return own && (action === 'delete' || (action === 'create' && kind === 'limit'));
}

/** Grants of a value that holds a policy or nothing. */
function read(value: Value | undefined): readonly Grant[] | undefined {
  if (isNothing(value)) return [];
  return isPolicy(value) ? grantsOf(value) : undefined;
}

const isAllowed = ({ effect }: Grant): boolean => effect === 'Allow';

function unseen({ who, own, after, path }: Document, change: Subject['change']): Finding {
  const what = who ? words`what ${who} may do` : words`who may do what on ${own ?? []}`;
  const later = after === UNKNOWN;
  return {
    about: 'permissions',
    words: later
      ? words`${what} is known only after apply`
      : words`${what} changes, and can't be shown here`,
    risk: later && change.action === 'create' ? 'medium' : 'high',
    reason: later ? 'permissions known after apply' : 'permissions not shown',
    tells: later ? [path] : [],
    permissions: 'changed',
  };
}

/** How a change of permissions is said, with what it means. */
interface Verb {
  readonly effect: Grant['effect'];
  readonly side: 'added' | 'removed';
  readonly says: string;
  /** The words before what is left of it, or was there before. */
  readonly rest: string;
}

const ONLY = ', before only';

const VERBS: readonly Verb[] = [
  { effect: 'Allow', side: 'added', says: 'may now', rest: ONLY },
  { effect: 'Allow', side: 'removed', says: 'may no longer', rest: ', but still' },
  { effect: 'Deny', side: 'added', says: 'is now denied', rest: ONLY },
  { effect: 'Deny', side: 'removed', says: 'is no longer denied', rest: ', but still' },
];

function sentencesOf(
  differs: Difference,
  document: Document,
  { goes, tells, against }: SentenceProps,
): Finding[] {
  return VERBS.flatMap((verb) => {
    const { effect, side } = verb;
    if (differs[side].length === 0) return [];
    const mine = (grants: readonly Grant[]): Grant[] =>
      grants.filter((one) => one.effect === effect);
    const widens = (effect === 'Allow') === (side === 'added');
    const lifts = effect === 'Deny' && widens;
    return byPrincipal(mine(differs[side])).map(
      ([one, grants]) =>
        new SaidLater({
          about: 'permissions',
          say: () => {
            const others = mine(side === 'added' ? differs.already : differs.still);
            const left = others.filter((other) => sameWho(other, one));
            return sentence(verb, document, { grants, left, principal: one.principal, against });
          },
          risk: !widens ? 'low' : lifts && !goes ? 'high' : 'medium',
          reason: !widens ? undefined : lifts ? 'lifts a denial' : 'widens permissions',
          tells,
          permissions: widens ? 'widened' : 'narrowed',
        }),
    );
  });
}

/** `the job x may now GetItem on table y, before only ...`. */
function sentence(
  { effect, says, rest }: Verb,
  { who, own, kind, home }: Document,
  { grants, left, principal, against }: Sentence,
): Words {
  const holder = who ?? (principal ? principalWords(principal, home) : ['anyone']);
  const setting = { home, own };
  const limit = kind === 'limit' && effect === 'Allow' ? ' at most' : '';
  const so = rest === ONLY && against === 'without a line' ? ', without this line only' : rest;
  const more = left.length > 0 ? words`${so} ${grantWords(left, setting)}` : [];
  return words`${holder} ${says}${limit} ${grantWords(grants, setting)}${more}`;
}

/** What one sentence tells of. */
interface Sentence {
  readonly principal: Grant['principal'];
  readonly grants: readonly Grant[];
  /** What holds beside them, before or still. */
  readonly left: readonly Grant[];
  readonly against: Known['against'];
}

/** What all sentences about a document share. */
interface SentenceProps {
  /** It goes with the change. */
  readonly goes: boolean;
  readonly tells: readonly Path[];
  readonly against: Known['against'];
}

/** The same grants under another condition. */
function reboundOf({ rebound }: Difference, document: Document, tells: readonly Path[]): Finding[] {
  if (rebound.length === 0) return [];
  const { who, own, home } = document;
  const groups = new Map<string, Difference['rebound']>();
  for (const one of rebound) {
    const { effect, principal, condition } = one.after;
    const key = JSON.stringify([effect, principal, condition, one.before.condition]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { effect, principal } = first.after;
    const holder = who ?? (principal ? principalWords(principal, home) : ['anyone']);
    const bare = group.map(({ after }) => ({ ...after, condition: {} }));
    const [was, is] = [first.before, first.after].map(({ condition }) => conditionWords(condition));
    return {
      about: 'permissions',
      words: words`${holder} ${effect === 'Deny' ? 'is denied' : 'may'} ${grantWords(bare, { home, own })}${is ?? []}, no longer${was ?? []}`,
      risk: 'medium',
      reason: 'changes conditions',
      tells,
      permissions: 'changed',
    };
  });
}

function sameWho(one: Grant, other: Grant): boolean {
  return JSON.stringify(one.principal) === JSON.stringify(other.principal);
}

/** Grants by whom they are for. */
function byPrincipal(grants: readonly Grant[]): [Grant, Grant[]][] {
  const groups = new Map<string, [Grant, Grant[]]>();
  for (const grant of grants) {
    const key = JSON.stringify(grant.principal);
    const found = groups.get(key);
    if (found) found[1].push(grant);
    else groups.set(key, [grant, [grant]]);
  }
  return [...groups.values()];
}

function flagsOf(granted: readonly Grant[], document: Document): Finding[] {
  if (granted.length === 0) return [];
  return FLAGS.flatMap(({ find, say, reason, risk = 'high' }): Finding[] => {
    const all = granted.flatMap((grant) => {
      const words = find(grant, document);
      return words ? [words] : [];
    });
    if (all.length === 0) return [];
    const found = new Map(all.map((words) => [plain(words), words]));
    const shown = [...found.values()].slice(0, TOLD);
    const more = found.size - shown.length;
    const said = series([...shown, ...(more > 0 ? [[`${more} more`]] : [])]);
    return [{ about: 'permissions', words: say(said), risk, reason, tells: [] }];
  });
}
