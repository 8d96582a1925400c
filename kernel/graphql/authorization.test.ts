import { newId } from '../domain/id.ts';
import { createLogger } from '../runtime/logger.ts';
import { customer, operator, service } from '../testing/principals.ts';
import { Unauthenticated } from './authenticate.ts';
import {
  Forbidden,
  hasPermission,
  isSelf,
  requirePermission,
  requireService,
  requireUser,
} from './authorization.ts';
import { ANONYMOUS, type Principal } from './principal.ts';
import { requestOf } from './request.ts';

const asked = (principal: Principal) => requestOf({}, principal, createLogger('silent'));

const nobody = asked(ANONYMOUS);
const ada = customer();
const refunding = asked(operator('payments.refund'));
const paying = asked(service('orders', 'payments.execute'));

it('lets only a person who is logged in act as one', () => {
  expect(requireUser(asked(ada))).toBe(ada);
  expect(() => requireUser(nobody)).toThrow(Unauthenticated);
  expect(() => requireUser(paying)).toThrow(Unauthenticated);
});

it('lets only who has a permission use it', () => {
  expect(() => requirePermission(refunding, 'payments.refund')).not.toThrow();
  expect(() => requirePermission(refunding, 'payments.read')).toThrow(Forbidden);
  expect(() => requirePermission(asked(ada), 'payments.refund')).toThrow(Forbidden);
  expect(() => requirePermission(nobody, 'payments.refund')).toThrow(Unauthenticated);
  expect(hasPermission(nobody, 'payments.refund')).toBe(false);
});

it('lets no person do what is for services, whatever permissions they have', () => {
  expect(() => requireService(paying, 'payments.execute')).not.toThrow();
  expect(() => requireService(paying, 'ledger.post')).toThrow(Forbidden);
  expect(() => requireService(asked(operator('payments.execute')), 'payments.execute')).toThrow(
    Forbidden,
  );
  expect(() => requireService(nobody, 'payments.execute')).toThrow(Unauthenticated);
});

it('knows one’s own things from another’s', () => {
  expect(isSelf(asked(ada), ada.id)).toBe(true);
  expect(isSelf(asked(ada), newId('usr'))).toBe(false);
  expect(isSelf(paying, ada.id)).toBe(false);
  expect(isSelf(nobody, ada.id)).toBe(false);
});
