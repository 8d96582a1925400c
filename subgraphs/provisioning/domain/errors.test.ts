import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('provisioning', errors, [
  new errors.ProvisioningTransitionForbidden('FAILED', 'PROVISIONED'),
  new errors.TemplateMismatch('SOFT-1'),
  new errors.LicenceLimitExceeded('SOFT-1', 25),
  new errors.ProvisionedItemNotFound(),
]);
