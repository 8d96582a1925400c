import { runToEnd } from '#kernel/runtime/program.ts';
import { withShop } from './with-shop.ts';

/** `npm run seed`: loads the demo catalogue and logins; what is there already stays. */
await runToEnd({ usage: 'npm run seed' }, () =>
  withShop(async (shop) => {
    await shop.seed();
    process.stdout.write('The demo catalogue and logins are there.\n');
  }),
);
