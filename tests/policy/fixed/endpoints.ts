/** What passes through the endpoints of a network without the internet. */
import { bucketArn, bucketNames } from '../../../environments/model/names.ts';
import { type Row, row, STRANGER } from '../call.ts';
import { FULL } from '../full-environment.ts';

const INTERFACES = ['ecr-api', 'ecr-dkr', 'logs'].map((name) => `sibling/network/endpoint-${name}`);
const GATEWAY = 'sibling/network/private/s3';

const OURS = `arn:aws:iam::${FULL.account}:role/any`;
const THEIRS = `arn:aws:iam::${STRANGER}:role/any`;
const LAYERS = 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/sha256';

/** By endpoint; who asks may do everything, as far as its own account is concerned. */
export function endpointRows(): Row[] {
  const asked = (
    through: string,
    about: string,
    other: string,
    resource: string,
    allowed: boolean,
  ) =>
    row('endpoints, for a role that may do everything', { other, through }, [
      `${about} of ${through}, for ${other}`,
      's3:GetObject',
      resource,
      allowed,
    ]);
  const data = `${bucketArn(bucketNames(FULL).input)}/incoming/a.csv`;
  return [
    ...[...INTERFACES, GATEWAY].flatMap((through) => [
      asked(through, 'OwnPrincipals', OURS, data, true),
      asked(through, 'OwnPrincipals', THEIRS, 'arn:aws:s3:::theirs/a.csv', false),
    ]),
    // The layers come by links that ECR has signed, as whomever.
    asked(GATEWAY, 'ImageLayers', THEIRS, LAYERS, true),
    asked(GATEWAY, 'ImageLayers', THEIRS, LAYERS.replace('prod-', 'other-'), false),
  ];
}
