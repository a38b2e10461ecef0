/** Environment files -> Terraform configurations. The one place that drives cdktf. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import { RootConstruct } from 'constructs';
import type { Environment } from '../environments/model/schema.ts';
import { BootstrapStack } from './bootstrap-stack.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { Extend, Extensions } from './extension-api.ts';

/**
 * Writes the configuration of each environment to `<outdir>/stacks/<name>/cdk.tf.json`, with
 * the manifest that the cdktf command line reads.
 *
 * @param extend the team's own resources. @default - those of `stacks/extensions.ts`
 * @throws Error if an extension is wrong; `extensionsOf` tells it without a throw.
 */
export function synthesise(
  environments: readonly Environment[],
  outdir: string,
  extend?: Extend,
): void {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, skipValidation: true });
  const stacks = environments.map((environment) => new EnvironmentStack(app, environment, extend));
  const problems = stacks.flatMap(({ extensions }) => extensions.problems);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  app.synth();
}

/** Reads an environment's configuration back from a synthesised folder. */
export function readConfiguration(outdir: string, name: string): string {
  return readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
}

/** Terraform's JSON configuration: blocks by kind, type and name. */
export type Configuration = Readonly<Record<string, unknown>>;

/** What environments that share one state bucket stand on, as Terraform's JSON text. */
export function bootstrapConfiguration(
  environments: readonly [Environment, ...Environment[]],
): string {
  return JSON.stringify(render(new BootstrapStack(new RootConstruct(), environments)), null, 2);
}

/**
 * The configuration of one environment, without a file: an App would make its folders. For
 * comparisons, also with environments that never were: what an extension gets wrong in one of
 * them, such as a job that it hasn't, is passed over.
 */
export function configurationOf(environment: Environment, extend?: Extend): Configuration {
  return render(new EnvironmentStack(new RootConstruct(), environment, extend));
}

function render(stack: TerraformStack): Configuration {
  stack.prepareStack();
  // Through text, as Terraform would read it: tokens become expressions.
  return JSON.parse(JSON.stringify(stack.toTerraform())) as Configuration;
}

/** What extensions add to an environment beside their resources, and what is wrong with them. */
export function extensionsOf(environment: Environment, extend?: Extend): Extensions {
  return new EnvironmentStack(new RootConstruct(), environment, extend).extensions;
}
