import { type EntitySchema, MikroORM, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { EventWriter } from './event-writer.ts';
import { ParameterDriver } from './parameters.ts';
import { PreparingClient } from './preparing-client.ts';
import { returnConnections } from './return-connections.ts';

export interface DatabaseOptions {
  readonly context: string;
  /** As the service role. */
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  readonly maxConnections: number;
  readonly logger: Logger;
}

/** A context's own door to its own schema. */
export function openDatabase(options: DatabaseOptions): Promise<MikroORM> {
  return MikroORM.init({
    driver: ParameterDriver as typeof PostgreSqlDriver,
    clientUrl: options.url,
    schema: options.context,
    entities: [...options.entities],
    // A context may begin with nothing but SQL.
    discovery: { warnWhenNoEntities: false },
    subscribers: [new EventWriter(options.context)],
    pool: { min: 0, max: options.maxConnections, idleTimeoutMillis: 30_000 },
    driverOptions: {
      // MikroORM takes no parameters from a URL, such as `host` (the folder of a socket) or `sslmode`.
      connectionString: options.url,
      application_name: `comptoir ${options.context}`,
      keepAlive: true,
      Client: PreparingClient,
      onPoolCreated: returnConnections,
    },
    logger: (message) => options.logger.debug({ source: 'orm' }, message),
    // A hint that is right for scripts and wrong here: every use case forks its own EntityManager.
    allowGlobalContext: false,
  });
}
