import { interfaceEndpoints, TASK_SERVICES } from '../endpoints.ts';
import type { RegionPrices } from '../prices.ts';
import type { Environment } from '../schema.ts';
import { type Activity, containerHours, containers, MIB_PER_GB, MONTH_HOURS } from './activity.ts';
import type { Assumptions } from './assumptions.ts';
import type { Usage } from './line.ts';

const NETWORK = { path: ['network'], per: 'month' } as const;

/** What the network uses: by the hour, and for each run. */
export function networkUsage(
  environment: Environment,
  jobs: readonly Activity[],
  { mebibytesLogged: logged }: Assumptions,
): Usage[] {
  const { mode, assignPublicIp = false } = environment.network;
  switch (mode) {
    case 'public':
      return jobs.map(address);
    case 'existing':
      return assignPublicIp ? jobs.map(address) : [];
    case 'nat':
      return [
        { ...NETWORK, what: 'NAT gateway', item: 'nat.hour', quantity: MONTH_HOURS },
        {
          ...NETWORK,
          what: 'public IPv4 of the NAT gateway',
          item: 'ipv4.hour',
          quantity: MONTH_HOURS,
        },
        // Layers of images are S3 objects, and take S3's gateway endpoint as data does.
        ...jobs.map((activity) => data(activity, 'NAT gateway: logs', 'nat.data', logged)),
      ];
    case 'endpoints':
      return [
        ...endpoints(environment),
        ...jobs.map((activity) =>
          data(activity, 'interface endpoints: logs', 'endpoint.data', logged),
        ),
      ];
  }
}

function address(activity: Activity): Usage {
  const { name } = activity.job;
  return {
    what: `${name}: public IPv4 while it runs`,
    path: ['jobs', name],
    item: 'ipv4.hour',
    quantity: containerHours(activity),
    per: 'run',
  };
}

/** What the containers of a job send or fetch, given MiB for each of them. */
function data(
  activity: Activity,
  what: string,
  item: 'nat.data' | 'endpoint.data',
  mebibytes: number,
): Usage {
  const { name } = activity.job;
  const quantity = (containers(activity) * mebibytes) / MIB_PER_GB;
  return { what: `${name}: ${what}`, path: ['jobs', name], item, quantity, per: 'run' };
}

function endpoints(environment: Environment): Usage[] {
  const zones = environment.network.availabilityZones;
  return interfaceEndpoints(environment).map((service) => ({
    ...NETWORK,
    what: `interface endpoint ${service}, ${zones} zone${zones === 1 ? '' : 's'}`,
    item: 'endpoint.hour',
    quantity: zones * MONTH_HOURS,
  }));
}

/** USD a month of the usual private network for such jobs: three interface endpoints in one zone. */
export function referenceNetworkUsd({ items }: RegionPrices): number {
  return TASK_SERVICES.length * MONTH_HOURS * items['endpoint.hour'].usd;
}
