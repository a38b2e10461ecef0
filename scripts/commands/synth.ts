import { join, relative } from 'node:path';
import { synthesise } from '../../stacks/app.ts';
import { type Context, loadAll, openEnvironment, refuse } from '../context.ts';
import { checkExtensions } from '../extensions.ts';

/** Options of `synth`. */
export interface SynthOptions {
  /** Only these; all by default. */
  readonly environments: readonly string[];
  /** @default `CDKTF_OUTDIR`, which the cdktf command line sets, else `cdktf.out/` */
  readonly output?: string;
}

/** `synth [env...]`: environment files to Terraform configurations, without credentials. */
export async function synthCommand(
  { paths, env, terminal }: Context,
  options: SynthOptions,
): Promise<void> {
  const outdir = options.output ?? env['CDKTF_OUTDIR'] ?? join(paths.root, 'cdktf.out');
  const wanted =
    options.environments.length > 0
      ? await Promise.all(options.environments.map((name) => openEnvironment(paths, name)))
      : await everything(paths);
  for (const { environment } of wanted) await checkExtensions(environment);
  synthesise(
    wanted.map(({ environment }) => environment),
    outdir,
  );
  for (const { environment } of wanted) {
    terminal.print(
      join(relative(process.cwd(), outdir), 'stacks', environment.name, 'cdk.tf.json'),
    );
  }
}

async function everything(paths: Context['paths']) {
  const { environments, problems } = await loadAll(paths);
  if (problems.length > 0) throw refuse(problems);
  return [...environments.values()];
}
