/**
 * Keys whose feature isn't built yet, `*` standing for any name. Each is refused, unless it
 * says what happens anyway (its default); the bill and `cost --compare` take them all, so that
 * a design can be priced before it is there. Who builds a feature takes out its lines, and
 * nothing else refuses it.
 */
export const LATER: Readonly<Record<string, { readonly until: string; readonly only?: RegExp }>> = {
  'network.mode': { until: 'building blocks' },
  'network.vpcId': { until: 'building blocks' },
  'network.subnetIds': { until: 'building blocks' },
  'network.securityGroupIds': { until: 'building blocks' },
  'network.assignPublicIp': { until: 'building blocks' },
  pipeline: { until: 'building blocks' },
  'image.from': { until: 'building blocks' },
  'image.track': { until: 'building blocks' },
  'image.digest': { until: 'building blocks' },
  'data.input.writers': { until: 'building blocks' },
  'data.input.bucket': { until: 'building blocks' },
  'data.input.kmsKey': { until: 'building blocks' },
  'data.output.readers': { until: 'building blocks' },
  'data.output.bucket': { until: 'building blocks' },
  'data.output.kmsKey': { until: 'building blocks' },
  'alerts.emails': { until: 'building blocks' },
  'monitoring.deadLetterAlarm': { until: 'building blocks' },
  'monitoring.missedRunAlarm': { until: 'building blocks' },
  budget: { until: 'building blocks' },
  'jobs.*.command': { until: 'building blocks' },
  'jobs.*.window': { until: 'building blocks' },
  'jobs.*.paused': { until: 'building blocks' },
  'jobs.*.spot': { until: 'building blocks' },
  'jobs.*.timeout': { until: 'building blocks' },
  'jobs.*.input': { until: 'building blocks', only: /^s3:/ },
  'jobs.*.secrets': { until: 'building blocks' },
  'jobs.*.permissions.*.conditions': { until: 'building blocks' },
  'jobs.*.retries': { until: 'run controls' },
  'jobs.*.shards': { until: 'run controls' },
  'jobs.*.tolerance': { until: 'run controls' },
  'jobs.*.overlap': { until: 'run controls' },
};
