/** How what nobody manages is told. */
import { count } from '../terminal.ts';

/** Kinds that hold data: they outlive the lines that named them. */
const DATA = /^arn:aws:(s3:::|logs:[^:]+:\d+:log-group:|ecr:[^:]+:\d+:repository\/|dynamodb:)/;

/**
 * Says what bears an environment's tags, but is neither in its state nor in its files.
 *
 * @param arns what was found.
 */
export function tellOrphans(arns: readonly string[], environment: string): string[] {
  const kept = arns.filter((arn) => DATA.test(arn));
  const left = arns.filter((arn) => !DATA.test(arn));
  return [
    ...(kept.length > 0
      ? [`kept data that no file names any more: ${kept.map(short).join(', ')}`]
      : []),
    ...(left.length > 0
      ? [
          `${count(left.length, 'resource')} with the tags of ${environment}, neither in its state nor in its files:`,
          ...left.map((arn) => `  ${arn}`),
          '  AWS lists what was deleted for up to an hour. What is still there after that was left by an apply that was cut off: delete it by hand, if nothing of yours uses it.',
        ]
      : []),
  ];
}

/** `log group /nightshift/dev/x`, `s3://bucket`. */
function short(arn: string): string {
  return arn
    .replace(/^arn:aws:s3:::/, 's3://')
    .replace(/^arn:aws:logs:[^:]+:\d+:log-group:/, 'log group ')
    .replace(/^arn:aws:ecr:[^:]+:\d+:repository\//, 'repository ')
    .replace(/^arn:aws:dynamodb:[^:]+:\d+:table\//, 'table ');
}
