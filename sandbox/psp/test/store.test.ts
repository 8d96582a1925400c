import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Store } from '../store.ts';

const folder = mkdtempSync(join(tmpdir(), 'psp-'));
const store = Store.open(folder);
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

store.run(
  `INSERT INTO payments (id, reference, status, amount_minor, captured_minor, currency, challenge_required,
                         metadata, created_at, updated_at, expires_at_ms)
   VALUES ('psp_1', 'att_1', 'captured', 100, 100, 'EUR', 0, '{}', '', '', 0)`,
);

describe('the books', () => {
  it.each([
    ['captured more than authorized', 'captured_minor = 101'],
    ['refunded more than captured', 'refunded_minor = 101'],
    ['refunded a negative amount', 'refunded_minor = -1'],
    ['captured without money', 'captured_minor = 0'],
    ['declined without a reason', "status = 'declined', captured_minor = 0"],
    ['waiting for nobody', "status = 'requires_action', captured_minor = 0"],
    ['in a status that does not exist', "status = 'lost', captured_minor = 0"],
  ])('cannot show a payment %s', (_what, change) => {
    expect(() => store.run(`UPDATE payments SET ${change}`)).toThrow(/CHECK constraint failed/);
  });

  it('forget a transaction that failed halfway', () => {
    const failing = () =>
      store.transaction(() => {
        store.run('UPDATE payments SET refunded_minor = 50');
        throw new Error('halfway');
      });
    expect(failing).toThrow('halfway');
    expect(store.get('SELECT refunded_minor FROM payments')).toEqual({ refunded_minor: 0n });
  });
});
