/** Names that say that their value is a secret. */
import { remembered } from '../remembered.ts';

/** Words that name a secret, wherever they stand in a name of several. */
const SECRET: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'secrets',
  'token',
  'tokens',
  'credential',
  'credentials',
  'creds',
  'bearer',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'passkey',
  'api key',
  'api keys',
  'app key',
  'application key',
  'client key',
  'hmac key',
  'join key',
  'service key',
  'subscription key',
  'access key',
  'account key',
  'auth key',
  'encryption key',
  'host key',
  'integration key',
  'license key',
  'master key',
  'private key',
  'session key',
  'preshared key',
  'psk',
  'shared key',
  'signing key',
  'signing keys',
  'storage key',
  'connection string',
  'connection strings',
  'connstr',
  'erlang cookie',
  'origin verify',
  'recovery codes',
  'snmp community',
  'totp seed',
  'unseal keys',
  'plaintext',
  'protected settings',
  'secure json data',
  'sensitive',
];

/** Words that name a secret at the end of a name; elsewhere they name something else. */
const SECRET_LAST: ReadonlySet<string> = new Set(['dsn', 'otp', 'pin']);

/** Ends of words that run together, one or several: `PGPASSWORD`, `accesstokens`, `requirepass`. */
const SECRET_ENDS: readonly string[] = [
  'passwd',
  'password',
  'passphrase',
  'secret',
  'token',
  'pass',
  'pw',
];

/** Ends of names of secrets, and of ways to log in: the value tells which. */
const WAY: ReadonlySet<string> = new Set(['auth', 'authorization']);

/** Ends of names of secrets that may be numbers; `max_tokens` is none. */
const NUMBERS: ReadonlySet<string> = new Set([
  'otp',
  'passcode',
  'password',
  'passwd',
  'pin',
  'pwd',
  'secret',
  'token',
]);

/** Ends of names that say something about a secret, or where it lies. */
const ABOUT: ReadonlySet<string> = new Set([
  'address',
  'age',
  'algorithm',
  'alias',
  'arn',
  'arns',
  'at',
  'audience',
  'changed',
  'checking',
  'cidrs',
  'count',
  'database',
  'days',
  'description',
  'domain',
  'domains',
  'duration',
  'enabled',
  'endpoint',
  'expiration',
  'expires',
  'expiry',
  'file',
  'format',
  'from',
  'host',
  'hours',
  'id',
  'ids',
  'interval',
  'issuer',
  'label',
  'length',
  'lifespan',
  'lifetime',
  'manager',
  'metadata',
  'method',
  'minutes',
  'mode',
  'name',
  'names',
  'namespace',
  'parameter',
  'path',
  'period',
  'permissions',
  'policies',
  'policy',
  'prefix',
  'prevention',
  'provider',
  'ref',
  'region',
  'registry',
  'required',
  'revocation',
  'rotation',
  'scope',
  'scopes',
  'seconds',
  'server',
  'source',
  'spec',
  'specs',
  'status',
  'store',
  'strategy',
  'ttl',
  'type',
  'units',
  'uri',
  'url',
  'use',
  'used',
  'user',
  'username',
  'validity',
  'version',
  'window',
]);

/** Names that are no secret although a word of them is one. */
const EXCEPT: readonly RegExp[] = [
  / public (?:\w+ )*key /,
  / (?:kms|public) (?:\w+ )*(?:secret|token) /,
  / case sensitive /,
  / (?:by|com|over|sur)pass $/,
  // Names of a secret of Kubernetes.
  / existing (?:\w+ )*secret /,
  / (?:image )?pull secrets? /,
  / tls secret /,
  // What a machine asks its own metadata with, and what a domain shows to everybody.
  / http (?:\w+ )*tokens /,
  / dkim tokens /,
];

/** Vault's half of a login, and no other `..._id`. */
const EXCEPT_ABOUT: ReadonlySet<string> = new Set([' secret id ']);

/** AWS' names of what makes a call repeatable: it opens nothing. */
const REPEATS: ReadonlySet<string> = new Set([
  'ClientRequestToken',
  'ClientToken',
  'creation_token',
]);

/** What a name says of its value. */
export interface NameVerdict {
  /** A text under it is a secret, and so is what lies below it. */
  readonly secret: boolean;
  /** A text directly under it is a secret, unless it is a way such as `NONE` or `AWS_IAM`. */
  readonly way: boolean;
  /** A number under it is a secret. */
  readonly number: boolean;
  /** It says something about a secret, or where it lies. */
  readonly about: boolean;
}

/** Judges a name in any style: `db_password`, `clientSecret`, `spring.datasource.password`. */
export const judgeName = remembered((name): NameVerdict => {
  const words = wordsOf(name);
  const spaced = ` ${words.join(' ')} `;
  const last = words.at(-1) ?? '';
  const about = ABOUT.has(last) && !EXCEPT_ABOUT.has(spaced);
  const except = EXCEPT.some((pattern) => pattern.test(spaced));
  const named = !except && !REPEATS.has(name) && !about;
  const says =
    SECRET_LAST.has(last) ||
    SECRET.some((phrase) => spaced.includes(` ${phrase} `)) ||
    SECRET_ENDS.some((end) => last.endsWith(end) || last.endsWith(`${end}s`));
  return {
    secret: named && says,
    way: named && !says && WAY.has(last),
    number: named && says && NUMBERS.has(last),
    about,
  };
});

/** `clientSecret` as `client`, `secret`. Digits at a word's end are no part of it. */
function wordsOf(name: string): string[] {
  return name
    .slice(-200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/(?<=[a-z])\d+$/, ''))
    .filter((word) => word !== '');
}

/** Texts under such a name that say where a secret lies instead of being it. */
const REFERENCES: readonly RegExp[] = [
  /^arn:[\w-]+:[\w-]+:/,
  /^\{\{resolve:[\w-]+:/,
  /^projects\/[^/]+\/secrets\//,
  /^projects\/[^/]+\/locations\/[^/]+\/(?:keyRings|secrets)\//,
  /^https:\/\/[\w-]+\.vault\.azure\.net\/(?:certificates|keys|secrets)\/[\w./-]+$/,
  /^\/subscriptions\/[\w-]+\/resourceGroups\/[\w./()-]+$/,
  /^@Microsoft\.KeyVault\(/,
  /^(?:vault|ssm|op|secretsmanager|awssm|gcpsm):\/?\/?[\w/.:-]+$/,
  /^\$(?:\([\w.-]+\)|(?:__\w+)?\{[\w.:/-]+\})$/,
  /^ref\+\w+:\/\//,
  // What a workflow may do with one, and in what its validity is counted.
  /^(?:read|write|seconds|minutes|hours|days)$/,
  // A path into the input of a state.
  /^\$\$?\.[\w.]+$/,
];

/** Whether a text says where a secret lies. */
export function isReference(text: string): boolean {
  return REFERENCES.some((pattern) => pattern.test(text));
}

/** Patterns such as `*_pin` or `aws_db_instance.username`, for names and for paths with dots. */
export function globs(patterns: readonly string[]): (name: string, path: string) => boolean {
  const compiled = patterns.map((pattern) => {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 'is');
  });
  return (name, path) => compiled.some((one) => one.test(name) || one.test(path));
}
