import type { Runtime } from '#kernel/runtime/context.ts';
import type { Template } from '../domain/template.ts';
import { ProvisioningVariantsDocument } from '../operations/catalogue.ts';

/** How each variant is delivered, by its id; one that the catalogue does not know is not there. */
export type SoldAs = ReadonlyMap<string, Template>;

/** Asks the catalogue. */
export async function howSold(rt: Runtime, variantIds: readonly string[]): Promise<SoldAs> {
  const { variants } = await rt.graph.send('catalogue', ProvisioningVariantsDocument, {
    ids: [...variantIds],
  });
  return new Map(
    variants.flatMap((variant) => (variant ? [[variant.id, variant.provisioning] as const] : [])),
  );
}
