import { Installation } from '../runtime/installation.ts';
import { createLogger } from '../runtime/logger.ts';
import { openContexts } from '../runtime/run-contexts.ts';
import { readSettings } from '../runtime/settings.ts';
import { durableShop } from './toy-workflow.ts';

/** A process that runs the toy shop's workflows until it is killed. Its argument is where the outside world listens. */
process.on('disconnect', () => process.exit(0));

const open = await openContexts({
  installation: new Installation(readSettings()),
  contexts: [durableShop(process.argv[2] ?? '')],
  logger: createLogger('fatal'),
  clock: () => new Date(),
  remote: () => {
    throw new Error('The toy shop asks nobody.');
  },
  accountsUrl: () => '',
  publicUrl: () => '',
  onLeaseLost: () => process.exit(70),
});
await open.startBackground();
process.on('SIGTERM', () => void open.stop().then(() => process.exit(0)));
process.send?.('ready');
