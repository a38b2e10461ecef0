import { type Request as Described, type Document, OpenAPIBackend } from 'openapi-backend';
import description from './__fixtures__/openapi.json' with { type: 'json' };

/** What a request asks for, once GitHub's description has let it through. */
export interface Call {
  /** Such as `issues/list-comments`. */
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

/** A request, apart from how it came. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

// Compiling takes a while and depends on nothing.
const api = new OpenAPIBackend({
  definition: description as unknown as Document,
  quick: true,
  ajvOpts: { strict: false, validateFormats: false },
});
await api.init();

/**
 * Holds a request against GitHub's OpenAPI description, and against what GitHub asks of all.
 *
 * @throws Error that says what is wrong with it.
 */
export function readRequest({ method, url, headers, body }: Incoming): Call {
  const request: Described = {
    method,
    path: url.pathname,
    headers: Object.fromEntries(headers),
    query: Object.fromEntries(url.searchParams),
    ...(body !== '' && { body: JSON.parse(body) }),
  };
  const operation = api.matchOperation(request);
  if (!operation?.operationId) throw new Error('there is no such operation in openapi.json');
  if (!headers.get('user-agent')) throw new Error('user-agent is missing');
  if (body !== '' && !headers.get('content-type')?.startsWith('application/json'))
    throw new Error('content-type is not application/json');
  const { valid, errors } = api.validateRequest(request, operation);
  if (!valid) throw new Error(JSON.stringify(errors));
  const known = (operation.parameters ?? []).map((each) => ('name' in each ? each.name : ''));
  const stray = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (stray !== undefined) throw new Error(`there is no parameter ${stray}`);
  const parsed = api.router.parseRequest(request, operation);
  return {
    operation: operation.operationId,
    params: parsed.params,
    query: parsed.query,
    body: parsed.requestBody ?? {},
  };
}

/**
 * Holds an answer of the fake against the description: what it says, GitHub could have said.
 *
 * @throws Error that says what is wrong with it.
 */
export function checkAnswer(operation: string, status: number, body: unknown): void {
  const { valid, errors } = api.validateResponse(body, operation, status);
  if (!valid) throw new Error(`the fake's answer to ${operation}: ${JSON.stringify(errors)}`);
}
