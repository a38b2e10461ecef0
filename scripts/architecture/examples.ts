/** Environments that have, together, every feature: what the page is drawn and listed from. */
import { load } from '../../environments/model/load.ts';
import type { Environment } from '../../environments/model/schema.ts';

const DEFAULTS = `
project: nightshift
account: "123456789012"
region: eu-central-1
owner: batch-team
pipeline: { source: { kind: codecommit } }
alerts: { emails: [batch@example.com] }
monitoring: { deadLetterAlarm: true, missedRunAlarm: true }
budget: { monthlyUsd: 20 }
jobs:
  flight-delays:
    schedule: cron(15 3 * * ? *)
    spot: true
    timeout: 45m
    input: incoming/
    output: delays/
    secrets: { API_KEY: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key-AbCdEf" }
`;

/** What differs between them: networks, and where the source comes from. The first one is drawn. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  prod: '',
  endpoints: 'network: { mode: endpoints }\n',
  nat: `network: { mode: nat }
pipeline:
  source:
    kind: github
    repository: owner/name
    connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/11111111-2222-3333-4444-555555555555"
`,
  existing: `network:
  mode: existing
  vpcId: vpc-0a1b2c3d4e5f60718
  subnetIds: [subnet-0a1b2c3d4e5f60718]
  securityGroupIds: [sg-0a1b2c3d4e5f60718]
  assignPublicIp: false
`,
};

/**
 * The example environments, the one that is drawn first.
 *
 * @throws Error if the validator refuses one of them.
 */
export async function examples(): Promise<readonly [Environment, ...Environment[]]> {
  const files = Object.entries(DIFFERENCES).map(([name, yaml]) => [`${name}.yaml`, yaml] as const);
  const { environments, problems } = await load({
    dir: 'scripts/architecture/examples.ts',
    read: () => new Map([['defaults.yaml', DEFAULTS], ...files]),
    // They may be ahead of what is built.
    later: 'accept',
  });
  const [first, ...others] = Object.keys(DIFFERENCES).flatMap(
    (name) => environments.get(name)?.environment ?? [],
  );
  if (problems.length > 0 || !first) throw new Error(JSON.stringify(problems));
  return [first, ...others];
}
