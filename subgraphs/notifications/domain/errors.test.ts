import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('notifications', errors, [new errors.DeliveryConcluded('SENT')]);
