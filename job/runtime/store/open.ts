import { S3Client } from '@aws-sdk/client-s3';
import { FileStore } from './file.ts';
import { S3Store } from './s3.ts';
import { LocationError, type Store } from './store.ts';

let client: S3Client | undefined;

/**
 * Opens the store at a location.
 *
 * @param location `s3://bucket/prefix` or `file:///folder`; a missing last slash is added,
 *   since a prefix names a folder here, not the beginning of a name.
 * @throws LocationError for anything else.
 */
export function openStore(location: string): Store {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url && !url.pathname.endsWith('/')) url.pathname += '/';
  if (url?.protocol === 'file:') return new FileStore(url);
  if (url?.protocol === 's3:' && url.hostname) {
    client ??= new S3Client({});
    return new S3Store(url.hostname, decodeURIComponent(url.pathname).slice(1), client);
  }
  throw new LocationError(
    `"${location}" is no location: use s3://bucket/prefix/ or file:///folder/`,
  );
}
