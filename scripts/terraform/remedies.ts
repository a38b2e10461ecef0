/** What to do about errors of AWS' that Terraform hands on in AWS' words. */

const REMEDIES: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /ExpiredToken|RequestExpired|token (included in the request )?(is|has) expired/i,
    'the AWS credentials expired on the way: sign in again',
  ],
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|Rate exceeded|SlowDown/i,
    'AWS takes no more calls for now, also after several attempts: wait some minutes',
  ],
];

/** One sentence for each kind of error in a text that has a remedy. */
export function remediesFor(text: string): string[] {
  return REMEDIES.filter(([pattern]) => pattern.test(text)).map(([, remedy]) => remedy);
}
