import { Migration } from '@mikro-orm/migrations';

/**
 * Counts each change of a usual price as a change of its product, whether the cheapest or the dearest variant costs something else by
 * it or not: whoever keeps a copy keeps all prices.
 */
export class Migration20261206CountPrices extends Migration {
  override up(): void {
    for (const [change, rows] of [
      ['insert', 'new'],
      ['update', 'new'],
      ['delete', 'old'],
    ])
      // Named so that it comes after what follows prices, which locks the products first, as whoever changes a product does.
      this.addSql(`create trigger version_${change} after ${change} on catalogue.prices
        referencing ${rows} table as changed for each statement execute function catalogue.count_version_of_variants()`);
  }
}
