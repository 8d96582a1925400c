import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidOption } from '../domain/errors.ts';
import { type Slips, madeSound } from '../domain/faults.ts';
import { type Option, type OptionFacts, withOptionFacts } from '../domain/option.ts';
import { type SeenVersion, nextVersion, requireSeen } from '../domain/versions.ts';
import { recordChange } from '../persistence/definitions.ts';
import { lockOption, saveOption } from '../persistence/options.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Says what an option and its values are called in other languages, whether products have them yet or not. What is left out stays.
 * @throws {ChangedMeanwhile} version 0 is that of what nothing is said of
 * @throws {InvalidOption}
 */
export async function nameOption(
  rt: CatalogueRuntime,
  by: string,
  { name, ...seen }: SeenVersion & { readonly name: string },
  facts: Partial<OptionFacts>,
  slips: Slips = [],
): Promise<Option> {
  const named = await inTransaction(rt.orm, async (em) => {
    const before = requireSeen(await lockOption(em, name), seen);
    const after = nextVersion(
      madeSound(slips, InvalidOption, () => withOptionFacts(before, facts)),
    );
    await saveOption(em, after);
    const known = before.version === 0 ? null : before;
    await recordChange(em, { before: known, after }, null, { by, at: rt.clock() });
    return after;
  });
  rt.understandings.tuned();
  return named;
}
