/** ARNs in words: `table customers` for what nobody reads. */
import { type Arn, parseArn } from '../../../../environments/model/arn.ts';
import type { Known } from '../../finding.ts';
import type { Change } from '../../plan.ts';
import { isTree } from '../../value.ts';
import { join, quote, type Words, words } from '../../words.ts';

/** Account and region that go without saying. */
export interface Home {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Where a change belongs: as the environment says it, or as its own ARNs do. */
export function homeOf({ before, after }: Change, { environment }: Known): Home {
  if (environment) return environment;
  for (const values of [after, before]) {
    if (!isTree(values)) continue;
    for (const name in values) {
      const value = values[name];
      if (typeof value !== 'string' || !value.startsWith('arn:')) continue;
      const account = parseArn(value)?.account ?? '';
      if (/^\d{12}$/.test(account)) return { account, region: undefined };
    }
  }
  return { account: undefined, region: undefined };
}

/** A service's ARNs: what their resource looks like, and the noun for its name. */
type Form = readonly [service: string, resource: RegExp, noun: string];

/** The first that fits counts. What none fits is shown as the ARN that it is. */
const FORMS: readonly Form[] = [
  ['s3', /^([^/]+)$/, 'bucket'],
  ['dynamodb', /^table\/([^/]+)$/, 'table'],
  ['dynamodb', /^table\/(.+\/index\/.+)$/, 'index'],
  ['dynamodb', /^table\/(.+\/stream\/.+)$/, 'stream'],
  ['secretsmanager', /^secret:(.+?)(?:-[A-Za-z0-9]{6}|-\?{6})?$/, 'secret'],
  ['sqs', /^(.+)$/, 'queue'],
  ['sns', /^(.+)$/, 'topic'],
  ['ssm', /^parameter(\/?.+)$/, 'parameter'],
  ['kms', /^key\/(.+)$/, 'key'],
  ['kms', /^(alias\/.+)$/, 'key'],
  ['lambda', /^function:(.+)$/, 'function'],
  ['logs', /^log-group:([^:]+)(?::\*|:log-stream:.*)?$/, 'log group'],
  ['iam', /^role\/(?:[^*?]*\/)?([^/]+)$/, 'role'],
  ['iam', /^user\/(?:[^*?]*\/)?([^/]+)$/, 'user'],
  ['iam', /^group\/(?:[^*?]*\/)?([^/]+)$/, 'group'],
  ['iam', /^policy\/(?:[^*?]*\/)?([^/]+)$/, 'policy'],
  ['ecr', /^repository\/(.+)$/, 'repository'],
  ['ecs', /^cluster\/(.+)$/, 'cluster'],
  ['ecs', /^task-definition\/([^:]+)(?::\*)?$/, 'task definition'],
  ['ecs', /^task\/(.+)$/, 'task'],
  ['ecs', /^service\/(.+)$/, 'service'],
  ['events', /^rule\/(.+)$/, 'rule'],
  ['events', /^event-bus\/(.+)$/, 'event bus'],
  ['scheduler', /^schedule\/(.+)$/, 'schedule'],
  ['states', /^stateMachine:(.+)$/, 'state machine'],
  ['kinesis', /^stream\/(.+)$/, 'stream'],
  ['codebuild', /^project\/(.+)$/, 'build project'],
  ['codecommit', /^(.+)$/, 'repository'],
  ['codepipeline', /^(.+)$/, 'pipeline'],
  ['ec2', /^vpc\/(.+)$/, 'VPC'],
  ['ec2', /^subnet\/(.+)$/, 'subnet'],
  ['ec2', /^security-group\/(.+)$/, 'security group'],
];

/** `table customers`, `bucket x below incoming/`; account and region only where they are foreign. */
export function arnWords(text: string, home: Home): Words {
  if (text === '*') return ['anything'];
  const arn = parseArn(text);
  if (!arn) return [quote(text)];
  const what = arn.service === 's3' ? (objects(arn.resource) ?? named(arn)) : named(arn);
  return what ? [...what, ...abroad(arn, home)] : [quote(text)];
}

function named({ service, resource }: Arn): Words | undefined {
  const form = FORMS.find(([own, form]) => own === service && form.test(resource));
  if (!form) return undefined;
  const [, pattern, noun] = form;
  const name = pattern.exec(resource)?.[1] ?? resource;
  return name === '*' || name === '/*' ? [`any ${noun}`] : words`${noun} ${quote(name)}`;
}

/** Objects of a bucket: all, those below a prefix, or one. */
function objects(resource: string): Words | undefined {
  const slash = resource.indexOf('/');
  if (slash < 0) return undefined;
  const [name, key] = [resource.slice(0, slash), resource.slice(slash + 1)];
  const bucket = name === '*' ? ['any bucket'] : words`bucket ${quote(name)}`;
  if (key === '*') return words`objects of ${bucket}`;
  const prefix = key.slice(0, -1);
  return key.endsWith('/*') && !/[*?]/.test(prefix)
    ? words`${bucket} below ${quote(prefix)}`
    : words`object ${quote(key)} of ${bucket}`;
}

function abroad({ account, region }: Arn, home: Home): Words {
  const foreign: Words[] = [];
  if (account === '*') foreign.push([' of any account']);
  else if (account && account !== 'aws' && home.account && account !== home.account)
    foreign.push(words` of account ${quote(account)}`);
  if (region === '*') foreign.push([' in any region']);
  else if (region && home.region && region !== home.region)
    foreign.push(words` in ${quote(region)}`);
  return foreign.flat();
}

/** `a, b and c`. */
export function series(all: readonly Words[]): Words {
  const last = all.at(-1) ?? [];
  return all.length < 2 ? last : [...join(all.slice(0, -1), ', '), ' and ', ...last];
}
