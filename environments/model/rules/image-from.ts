import { unknownName } from '../hints.ts';
import type { Rule } from './rule.ts';

/** Images come from where they are built, not by a chain of environments. */
export const imageFrom: Rule = {
  id: 'image-from',
  *check({ name, region, image, network, pipeline }, { names, environments }) {
    const { from, track, digest } = image;
    if (from === undefined) return;
    const path = ['image', 'from'];
    if (!names.includes(from)) {
      yield { path, message: unknownName('environment', from, names) };
      return;
    }
    if (from === name) {
      yield { path, message: 'takes its images from itself, as it would without: remove it' };
      return;
    }
    if (pipeline) {
      yield { path, message: `builds images itself: remove from, or the pipeline` };
    }
    const other = environments.find((candidate) => candidate.name === from);
    if (!other) {
      yield {
        path,
        message: `what environment ${from} says can't be read, so where its images lie isn't known: mend its file first`,
      };
    } else if (!other.pipeline) {
      yield { path, message: `environment ${from} builds no images: name one with a pipeline` };
    } else if (network.mode === 'endpoints' && other.region !== region) {
      yield {
        path,
        message: `the registry of ${from} is in ${other.region}, which the endpoints of ${region} don't reach: use another network.mode, or an environment in ${region}`,
      };
    } else if (digest === undefined && track !== other.image.track) {
      yield {
        path: ['image', 'track'],
        message: `the pipeline of ${from} moves the tag ${other.image.track}, and no image would ever bear ${track}: write track: ${other.image.track}`,
      };
    }
  },
  example: {
    yaml: 'image:\n  from: first\n',
    others: { 'first.yaml': '' },
    at: '2:9',
    message: 'environment first builds no images: name one with a pipeline',
  },
};
