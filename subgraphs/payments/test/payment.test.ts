import { customer, operator } from '#kernel/testing/principals.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Stage, startStage } from './stage.ts';

describe('a payment', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  it('is seen by its customer and by operators, and by nobody else', async () => {
    const { paymentId, customer: buyer } = await stage.open();
    expect(await stage.show(paymentId, 'id', buyer)).toEqual({ id: paymentId });
    expect(await stage.show(paymentId, 'id', operator('payments.read'))).toEqual({ id: paymentId });
    expect(await stage.show(paymentId, 'id', customer())).toBeNull();
    expect(await stage.show(paymentId, 'id', operator('ledger.read'))).toBeNull();
  });

  it('is resolved for other subgraphs under the same rule', async () => {
    const { paymentId, customer: buyer } = await stage.open();
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Payment { id amount { decimal } } } }`;
    const of = [{ __typename: 'Payment', id: paymentId }];
    const { data } = await stage.context.as(buyer).execute(query, { of });
    expect(data).toEqual({ _entities: [{ id: paymentId, amount: { decimal: '100.00' } }] });
    expect((await stage.context.as(customer()).execute(query, { of })).data).toEqual({
      _entities: [null],
    });
  });

  it('is read with its attempts, refunds and risk by one statement each, however many are asked for', async () => {
    const buyer = customer();
    const payments = await Promise.all(
      Array.from({ length: 5 }, () => stage.captured({ customer: buyer })),
    );
    await Promise.all(payments.map(({ paymentId }) => stage.refund({ paymentId })));
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Payment {
      id attempts { id } refunds { id } risk { decision } order { id } } } }`;
    const of = payments.map(({ paymentId }) => ({ __typename: 'Payment', id: paymentId }));
    const reader = stage.context.as(operator('payments.read'));
    const { result, statements } = await statementsOf(() =>
      reader.execute<{ _entities: unknown[] }>(query, { of }),
    );
    expect(result.data._entities).toHaveLength(5);
    const reads = statements.filter((text) =>
      /from "payments"\."(payments|attempts|refunds|risk_assessments)"/.test(text),
    );
    expect(reads.filter((text) => text.includes(' in '))).toHaveLength(4);
  });
});
