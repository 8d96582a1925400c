import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Attempt } from '../domain/attempt.ts';
import { Capture } from '../domain/capture.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import { Payment } from '../domain/payment.ts';

/**
 * A payment with its attempt and its open capture, as it stands now.
 * @throws {PaymentNotFound}
 */
export const findPayment = (orm: MikroORM, id: Id<'pay'>): Promise<Payment> =>
  load(orm.em.fork(), id);

/**
 * The same, and how many other payments its customer opened after `since`.
 * @throws {PaymentNotFound}
 */
export async function findPaymentToScreen(
  orm: MikroORM,
  id: Id<'pay'>,
  since: Date,
): Promise<{ payment: Payment; recentPayments: number }> {
  const em = orm.em.fork();
  const row = await read(em, id, RECENT, [since]);
  return { payment: assemble(em, row), recentPayments: Number(row['recent']) };
}

const RECENT = `, (select count(*) from payments.payments other
  where other.customer_id = payment.customer_id and other.created_at > $2 and other.id <> payment.id) as recent`;

/**
 * The same, to be changed: nobody else changes it until the transaction of `em` ends.
 * @throws {PaymentNotFound}
 */
export async function lockPayment(em: EntityManager, id: Id<'pay'>): Promise<Payment> {
  // A statement that waited for the lock would see the attempt and the capture as they were before it waited, so the
  // payment is read by the next one, which sees all that was committed until the lock was ours.
  await execute(em, `select from payments.payments where id = $1 for update`, [id]);
  return toChange(await load(em, id));
}

/**
 * Changes a payment in a transaction of its own. One that the caller has just read is changed without being read again:
 * should another transaction have changed it meanwhile, its revision tells, and the change is made to the payment as it
 * is then, under its lock. `change` answers what is new and to be saved with it.
 * @throws {PaymentNotFound}
 */
export function changePayment(
  orm: MikroORM,
  known: Payment | Id<'pay'>,
  change: (payment: Payment) => object[] | void,
): Promise<Payment> {
  const id = known instanceof Payment ? known.id : known;
  let untried = known instanceof Payment ? known : null;
  return inTransaction(orm, async (em) => {
    const payment = untried ? adopt(em, untried) : await lockPayment(em, id);
    untried = null;
    const added = change(payment) ?? [];
    // The payment's row always comes first: whoever is late fails there, and nobody waits crosswise.
    await em.flush();
    em.persist(added);
    return payment;
  });
}

function adopt(em: EntityManager, payment: Payment): Payment {
  for (const part of [payment, payment.attempt, payment.openCapture]) if (part) em.merge(part);
  return toChange(payment);
}

function toChange(payment: Payment): Payment {
  payment.revision += 1;
  return payment;
}

const load = async (em: EntityManager, id: Id<'pay'>): Promise<Payment> =>
  assemble(em, await read(em, id));

type Row = Readonly<Record<string, unknown>>;

async function read(
  em: EntityManager,
  id: Id<'pay'>,
  more = '',
  values: readonly unknown[] = [],
): Promise<Row> {
  const columns = [
    columnsOf(em, Payment, 'payment'),
    columnsOf(em, Attempt, 'attempt'),
    columnsOf(em, Capture, 'capture'),
  ];
  const [row] = await sql<Row>(
    em,
    `select ${columns.join(', ')}${more} from payments.payments payment
     left join lateral (select * from payments.attempts where payment_id = payment.id
                        order by created_at desc limit 1) attempt on true
     left join payments.captures capture
       on capture.payment_id = payment.id and capture.status in ('REQUESTED', 'UNKNOWN')
     where payment.id = $1`,
    [id, ...values],
  );
  if (!row) throw new PaymentNotFound();
  return row;
}

function assemble(em: EntityManager, row: Row): Payment {
  const payment = em.map(Payment, partOf(row, 'payment'));
  payment.attempt = row['attempt.id'] === null ? null : em.map(Attempt, partOf(row, 'attempt'));
  payment.openCapture = row['capture.id'] === null ? null : em.map(Capture, partOf(row, 'capture'));
  return payment;
}

const columnsOf = (em: EntityManager, entity: new () => object, table: string): string =>
  em
    .getMetadata(entity)
    .props.flatMap(({ fieldNames }) => fieldNames)
    .map((name) => `${table}.${name} as "${table}.${name}"`)
    .join(', ');

const partOf = (row: Row, table: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name.startsWith(`${table}.`))
      .map(([name, value]) => [name.slice(table.length + 1), value]),
  );
