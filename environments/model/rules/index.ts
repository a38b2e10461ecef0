import { fargateSize } from './fargate-size.ts';
import { handlerExists } from './handler-exists.ts';
import { nameLength } from './name-length.ts';
import { noInterpolation } from './no-interpolation.ts';
import { permissionWildcard } from './permission-wildcard.ts';
import { retryBeforeNext } from './retry-before-next.ts';
import { retryWindow } from './retry-window.ts';
import type { Rule } from './rule.ts';
import { scheduleForm } from './schedule-form.ts';
import { timeZone } from './time-zone.ts';

/** All rules, in the order their problems come where they share a place. */
export const RULES: readonly Rule[] = [
  fargateSize,
  handlerExists,
  nameLength,
  noInterpolation,
  permissionWildcard,
  retryBeforeNext,
  retryWindow,
  scheduleForm,
  timeZone,
];
