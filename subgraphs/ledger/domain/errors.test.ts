import { Money } from '#kernel/domain/money.ts';
import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('ledger', errors, [
  new errors.SplitMismatch(Money.of(2n, 'EUR'), Money.of(1n, 'EUR')),
  new errors.TransferRefused('capture/1', 'UNBALANCED'),
]);
