import type { Shop } from './shop.ts';

/** One visitor, who does the scenario's operation again and again. */
export interface Client {
  /** One operation, to its end. @throws {Error} if it did not end as it should */
  act(): Promise<void>;
  leave?(): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  /** What one operation is, for the table. */
  readonly operation: string;
  /** Makes ready what is not measured, for so many clients that will act for so long. */
  open(shop: Shop, load: { clients: number; seconds: number }): Promise<Client[]>;
}
