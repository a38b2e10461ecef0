import type { Rule } from './rule.ts';

export const imageDigest: Rule = {
  id: 'image-digest',
  *check({ image: { digest } }) {
    if (digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest)) return;
    yield {
      path: ['image', 'digest'],
      message: `"${digest}" is no digest: it is sha256: and 64 hexadecimal digits, as docker push prints it`,
    };
  },
  example: {
    yaml: 'image:\n  digest: sha256:12ab\n',
    at: '2:11',
    message:
      '"sha256:12ab" is no digest: it is sha256: and 64 hexadecimal digits, as docker push prints it',
  },
};
