import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { newId } from '#kernel/domain/id.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { EmailTaken } from '../domain/errors.ts';
import { checkPassword } from '../domain/password.ts';
import { User, normalizeEmail } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';
import { type Grant, openSession } from './open-session.ts';

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly birthDate: string;
  readonly country: string;
}

/**
 * Registers a customer and logs them in.
 * @throws {EmailTaken | InvalidEmail | WeakPassword | InvalidName | InvalidBirthDate | InvalidCountry}
 */
export async function register(
  rt: AccountsRuntime,
  { password, ...person }: Registration,
  clientAddress: string | null,
): Promise<Grant> {
  const email = normalizeEmail(person.email);
  checkPassword(password, email);
  const user = new User({
    ...person,
    email,
    id: newId('usr'),
    roles: ['customer'],
    merchantId: null,
    registeredAt: rt.clock(),
  });
  if (await rt.orm.em.fork().count(User, { email })) throw new EmailTaken();
  const passwordHash = await rt.hasher.hash(password);
  try {
    return await inTransaction(rt.orm, async (em) => {
      await em.persist(user).flush();
      await execute(em, 'insert into accounts.credentials values ($1, $2)', [user.id, passwordHash]);
      await recordAccess(em, { action: 'register', outcome: 'ok', userId: user.id, clientAddress });
      return openSession(rt, em, user);
    });
  } catch (error) {
    // Somebody else registered with the address while we were hashing.
    if (error instanceof UniqueConstraintViolationException) throw new EmailTaken();
    throw error;
  }
}
