/** What GitHub says of a run. */

/**
 * Whether a run of this repository has ended; undefined if GitHub can't be asked, or says nothing.
 *
 * @param run its address, as `https://github.com/OWNER/NAME/actions/runs/ID/attempts/N`.
 */
export async function runHasEnded(
  run: string,
  env: NodeJS.ProcessEnv,
  ask: typeof fetch = fetch,
): Promise<boolean | undefined> {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = env;
  const found = /\/([^/]+\/[^/]+)(\/actions\/runs\/\d+\/attempts\/\d+)$/.exec(run);
  if (!token || !api || !found || found[1] !== repository) return undefined;
  try {
    const response = await ask(`${api}/repos/${repository}${found[2]}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    });
    if (!response.ok) return undefined;
    return ((await response.json()) as { status?: string }).status === 'completed';
  } catch {
    return undefined;
  }
}
