/** An address that an older version of this repository gave a resource, and the one it has now. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * What keeps its resource though its address has changed. Who renames a construct adds the moves,
 * or the next plan destroys what lay at the old address; who renames the thing itself, or changes
 * what AWS can't change, needs none. Moves stay: nobody knows which version wrote a state.
 */
export const MOVED: readonly Move[] = [
  // The one network became one tier of several.
  {
    from: 'aws_route_table.network_route-table',
    to: 'aws_route_table.network_public_route-table',
  },
  { from: 'aws_route.network_internet', to: 'aws_route.network_public_internet' },
  { from: 'aws_vpc_endpoint.network_s3', to: 'aws_vpc_endpoint.network_public_s3' },
];
