import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { newId } from '#kernel/domain/id.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { EmailTaken } from '../domain/errors.ts';
import { checkPassword } from '../domain/password.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';
import { type Grant, grant, openSession } from './open-session.ts';

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
 * @throws {TooManyAttempts} before anything is hashed
 */
export async function register(
  rt: AccountsRuntime,
  { password, email, name, birthDate, country }: Registration,
  clientAddress: string | null,
): Promise<Grant> {
  const candidate = () =>
    new User({
      id: newId('usr'),
      email,
      name,
      birthDate,
      country,
      roles: ['customer'],
      merchantId: null,
      registeredAt: rt.clock(),
    });
  checkPassword(password, candidate().email);
  await rt.limits.countRegistration(clientAddress);
  await refuseTaken(rt, candidate().email, clientAddress);
  const passwordHash = await rt.hasher.hash(password);
  try {
    const opened = await inTransaction(rt.orm, async (em) => {
      // One of its own for every attempt, since saving takes its events.
      const user = candidate();
      await em.persist(user).flush();
      await execute(
        em,
        'insert into accounts.credentials (user_id, password_hash) values ($1, $2)',
        [user.id, passwordHash],
      );
      await recordAccess(em, { action: 'register', outcome: 'ok', userId: user.id, clientAddress });
      return openSession(em, user, rt.clock());
    });
    return await grant(rt, opened);
  } catch (error) {
    // Somebody else registered with the address while we were hashing.
    if (error instanceof UniqueConstraintViolationException) throw new EmailTaken();
    throw error;
  }
}

async function refuseTaken(
  rt: AccountsRuntime,
  email: string,
  clientAddress: string | null,
): Promise<void> {
  const em = rt.orm.em.fork();
  const known = await em.findOne(User, { email });
  if (!known) return;
  await recordAccess(em, {
    action: 'register',
    outcome: 'refused',
    userId: known.id,
    clientAddress,
  });
  throw new EmailTaken();
}
