/** Forms of values that several keys share, each with what is said of a value that has another. */
import * as z from 'zod';

/** One of a few numbers. */
export const oneOf = <const T extends readonly number[]>(values: T) => z.literal(values);

/** Text of a form; the error says which. */
export const text = (pattern: RegExp, form: string) =>
  z.string().regex(pattern, { error: `must be ${form}` });

/** ECR takes no hyphen beside another or at an end, and repositories bear joined names. */
const nameForm = (max: number) => new RegExp(`^(?=.{1,${max}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`);

/** A name of ours, which becomes a part of names in AWS. */
export const name = (what: string, max: number) =>
  text(
    nameForm(max),
    `${what}: lower-case letters, digits and single hyphens between them, a letter first, ${max} characters at most`,
  );

/** Names a file may bear and workflows read (`environments/<name>.yaml`). */
export const ENVIRONMENT_NAME = nameForm(31);

/** The name of another environment. */
export const environmentName = text(
  ENVIRONMENT_NAME,
  'the name of an environment file such as staging',
);

/** A time in minutes or hours, above none. */
export const time = text(/^[1-9][0-9]*[mh]$/, 'a time such as 30m or 1h');
