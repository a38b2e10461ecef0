/** Rows that belong to no statement of a role: what lets others in, the boundary, what must never be. */
import type { Row } from '../call.ts';
import { boundaryRows } from './boundary.ts';
import { endpointRows } from './endpoints.ts';
import { neverRows } from './never.ts';
import { resourceRows } from './resources.ts';

/** Rows whose order is theirs. */
export function fixedRows(): Row[] {
  return [...resourceRows(), ...endpointRows(), ...boundaryRows(), ...neverRows()];
}
