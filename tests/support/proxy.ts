/** A proxy in front of the embedded AWS that answers some calls itself, as AWS in bad weather. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call, as far as a fault decides on it. */
export interface Call {
  readonly method: string;
  readonly url: string;
  /** The operation of JSON and query services, such as `CreateVpc`; empty for S3. */
  readonly action: string;
}

/** The code of the error that a call is answered with; undefined: it is carried out. */
export type Fault = (call: Call) => string | undefined;

/** A proxy; set `fault` to change the weather. */
export interface WeatherProxy {
  readonly url: string;
  fault: Fault;
  close(): void;
}

/** Starts a proxy in front of an endpoint, in fair weather. */
export async function startProxy(endpoint: string): Promise<WeatherProxy> {
  const { hostname, port } = new URL(endpoint);
  const server = createServer(async (incoming, response) => {
    const body = await read(incoming);
    const { method = '', url = '', headers } = incoming;
    const target = String(headers['x-amz-target'] ?? '');
    const action = target.split('.').at(-1) || (/Action=(\w+)/.exec(body.toString())?.[1] ?? '');
    const code = proxy.fault({ method, url, action });
    if (code !== undefined) {
      const message = `${code} by the proxy`;
      response.writeHead(400, {
        'content-type': target ? 'application/x-amz-json-1.1' : 'text/xml',
      });
      response.end(
        target
          ? JSON.stringify({ __type: code, message })
          : // S3 and the query services each find theirs.
            `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error><Code>${code}</Code><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></ErrorResponse>`,
      );
      return;
    }
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: WeatherProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => undefined,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
