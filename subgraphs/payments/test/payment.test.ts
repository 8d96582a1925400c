import { customer, operator } from '#kernel/testing/principals.ts';
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
});
