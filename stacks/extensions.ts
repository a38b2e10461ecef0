/**
 * Your own resources: a table, a topic, a queue. This file is yours, upgrades leave it as it is
 * (docs/extending.md, docs/upgrading.md).
 */
import type { Construct } from 'constructs';
import type { ExtensionEnvironment } from './extension-api.ts';

/** Called for each environment, before its jobs are made. */
export function extend(_scope: Construct, _env: ExtensionEnvironment): void {
  // Nothing yet.
}
