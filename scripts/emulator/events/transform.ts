/**
 * EventBridge's input transformers.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */

/** What an input transformer says. */
export interface Transformer {
  /** Paths into the event by the names that the template uses. */
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

/** The template with `<name>` replaced: by JSON, or within a string by text. What isn't there gives nothing. */
export function transform({ paths, template }: Transformer, event: unknown): string {
  let quoted = false;
  return template.replaceAll(/\\.|"|<([A-Za-z0-9_.-]+)>/g, (token, name?: string) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined) return token;
    const path = paths[name];
    // Without a path it is text that looks like a variable.
    const value = path === undefined ? token : valueAt(path, event);
    if (value === undefined || value === null) return '';
    const json = JSON.stringify(value);
    if (!quoted) return json;
    return typeof value === 'string' ? json.slice(1, -1) : json.replaceAll('"', '\\"');
  });
}

/** The value at a path such as `$.detail.containers[0].exitCode`. */
function valueAt(path: string, event: unknown): unknown {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) throw new Error(`no such path into an event: ${path}`);
  const steps = path.match(/[\w-]+/g) ?? [];
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    event,
  );
}
