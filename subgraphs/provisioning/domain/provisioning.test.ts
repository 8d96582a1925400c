import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { ProvisionedItem } from './provisioned-item.ts';
import { ProvisioningRequest } from './provisioning-request.ts';
import {
  ITEM_STATUSES,
  ITEM_TRANSITIONS,
  PROVISIONING_STATUSES,
  PROVISIONING_TRANSITIONS,
} from './provisioning-status.ts';
import { MAX_LICENCES, deliver } from './template.ts';

const at = new Date('2026-01-02T03:04:05Z');
const aRequest = () =>
  new ProvisioningRequest({
    id: newId('prq'),
    orderId: newId('ord'),
    customerId: newId('usr'),
    requestedAt: at,
  });
const anItem = () =>
  new ProvisionedItem({
    id: newId('itm'),
    orderId: newId('ord'),
    customerId: newId('usr'),
    lineId: newId('oln'),
    variantId: newId('var'),
    sku: 'SOFT-1',
    template: 'LICENCE_KEY',
    quantity: 2,
    createdAt: at,
  });

describe('a provisioning request', () => {
  const moves = {
    PROVISIONED: (request: ProvisioningRequest) => request.complete(),
    FAILED: (request: ProvisioningRequest) => request.fail('LICENCE_LIMIT_EXCEEDED'),
    REVOKED: (request: ProvisioningRequest) => request.revoke('CAPTURE_REFUSED'),
  };

  it.each(
    PROVISIONING_STATUSES.flatMap((from) =>
      Object.entries(moves).map(([to, move]) => ({ from, to, move })),
    ),
  )('goes from $from to $to only as the table says', ({ from, to, move }) => {
    const request = Object.assign(aRequest(), { status: from });
    const allowed =
      (PROVISIONING_TRANSITIONS[from] as readonly string[]).includes(to) ||
      (from === to && to === 'REVOKED');
    if (allowed) {
      move(request);
      expect(request.status).toBe(to);
    } else {
      expect(() => move(request)).toThrow(
        expect.objectContaining({ code: 'PROVISIONING_TRANSITION_FORBIDDEN' }),
      );
      expect(request.status).toBe(from);
    }
  });

  it('tells each change once', () => {
    const request = aRequest();
    request.complete();
    request.revoke('CAPTURE_REFUSED');
    request.revoke('CAPTURE_REFUSED');
    expect(request.takeRaised().map(({ event }) => event.type)).toEqual([
      'ProvisioningRequested',
      'OrderProvisioned',
      'OrderRevoked',
    ]);
  });
});

describe('a provisioned item', () => {
  const moves = {
    ACTIVE: (item: ProvisionedItem) =>
      item.activate({ licenceKeys: ['A', 'B'], trackingNumber: null }, at),
    FAILED: (item: ProvisionedItem) => item.fail(at),
    REVOKED: (item: ProvisionedItem) => item.revoke(at),
  };

  it.each(
    ITEM_STATUSES.flatMap((from) =>
      Object.entries(moves).map(([to, move]) => ({ from, to, move })),
    ),
  )('goes from $from to $to only as the table says', ({ from, to, move }) => {
    const item = Object.assign(anItem(), { status: from });
    const allowed =
      (ITEM_TRANSITIONS[from] as readonly string[]).includes(to) ||
      (from === to && to === 'REVOKED');
    if (allowed) {
      move(item);
      expect(item.status).toBe(to);
    } else {
      expect(() => move(item)).toThrow(
        expect.objectContaining({ code: 'PROVISIONING_TRANSITION_FORBIDDEN' }),
      );
    }
  });

  it('counts every try', () => {
    const item = anItem();
    item.activate({ licenceKeys: ['A', 'B'], trackingNumber: null }, at);
    expect(item.attempts).toBe(1);
  });
});

describe('a template', () => {
  const order = { itemId: 'itm_1', sku: 'SOFT-1', quantity: 3 };

  it('delivers a licence key for each unit, all different', () => {
    const { licenceKeys, trackingNumber } = deliver('LICENCE_KEY', order, 'secret');
    expect(new Set(licenceKeys).size).toBe(3);
    expect(licenceKeys.every((key) => /^([2-9A-HJ-NP-Z]{5}-){4}[2-9A-HJ-NP-Z]{5}$/.test(key))).toBe(
      true,
    );
    expect(trackingNumber).toBeNull();
  });

  it('delivers a parcel with a number whose check digit is right', () => {
    fc.assert(
      fc.property(fc.string(), (itemId) => {
        const { trackingNumber } = deliver('SHIPMENT', { ...order, itemId }, 'secret');
        const numbers = [...(trackingNumber?.slice(2) ?? '')].map(Number);
        expect(numbers).toHaveLength(13);
        expect(
          numbers.reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 3), 0) % 10,
        ).toBe(0);
      }),
    );
  });

  it('gives the same item the same delivery when it is done again', () => {
    expect(deliver('LICENCE_KEY', order, 'secret')).toEqual(
      deliver('LICENCE_KEY', order, 'secret'),
    );
    expect(deliver('LICENCE_KEY', order, 'secret')).not.toEqual(
      deliver('LICENCE_KEY', order, 'another secret'),
    );
  });

  it('refuses more licences than a publisher hands out at once', () => {
    expect(() =>
      deliver('LICENCE_KEY', { ...order, quantity: MAX_LICENCES + 1 }, 'secret'),
    ).toThrow(expect.objectContaining({ code: 'LICENCE_LIMIT_EXCEEDED', limit: MAX_LICENCES }));
  });
});
