import { openDatabase } from '../persistence/database.ts';
import { ConsumerGroup } from '../persistence/consumer.ts';
import { Listener } from '../persistence/listener.ts';
import { runSequencer } from '../persistence/sequencer.ts';
import { createLogger } from '../runtime/logger.ts';
import { recorder, toyShop } from './toy-shop.ts';

/** A process of the toy shop that does one thing until it is killed: `sequencer`, or consume as the group named. */
const [url = '', task = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));

const logger = createLogger('fatal');
const { signal } = new AbortController();
const listener = await new Listener(url, logger).connect();
process.send?.('ready');
if (task === 'sequencer') {
  await runSequencer({ context: 'shop', url, listener, logger, signal });
} else {
  const { entities } = toyShop();
  const orm = await openDatabase({ context: 'shop', url, entities, maxConnections: 2, logger });
  await new ConsumerGroup(recorder(task), { context: 'shop', orm, listener, logger }).run(signal);
}
