import { World } from '../../gateway/test/world.ts';
import { report } from './child.ts';

/** Our gateway with all its limits, before two subgraphs in memory. Addresses are told apart as a proxy names them. */
const world = await World.start({
  trustProxy: 1,
  budgets: { perPrincipal: 1e9, perAddress: 1e9 },
  connections: { total: 100_000, perAddress: 100_000, perPrincipal: 100_000 },
});
report({ graph: world.url });
