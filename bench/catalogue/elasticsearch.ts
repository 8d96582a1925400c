import { chmod, mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import express from 'express';
import { Pool } from 'undici';
import { listen, portOf } from '#kernel/runtime/http.ts';
import { distribution } from '../../tools/servers/elasticsearch/distribution.ts';
import { startElasticsearch } from '../../tools/servers/elasticsearch/server.ts';
import type { Client } from '../scenario.ts';

const HEAP = '1g';
const ALIAS = 'comptoir-products';

export interface MeasuredElasticsearch {
  readonly url: string;
  /** What the server has used since it started. */
  cpuMs(): Promise<number>;
  /** Until the index holds `products`. */
  holds(products: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * One node of its own, in a temporary folder, with Java as it runs in production.
 * @throws {SettingsError} where there is no Java or no Maven
 */
export async function openElasticsearch(say: (line: string) => void) {
  process.env['ES_JAVA_OPTS'] ??= '-XX:TieredStopAtLevel=4';
  const program = await distribution(say);
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-bench-elasticsearch-'));
  // The server's user may be another one than ours.
  await chmod(dataFolder, 0o755);
  const server = await startElasticsearch(program, { dataFolder, port: undefined, heap: HEAP });
  const ask = async (path: string) => (await fetch(`${server.url}${path}`)).json();
  return {
    url: server.url,
    async cpuMs() {
      const { nodes } = (await ask('/_nodes/_local/stats/process')) as {
        nodes: Record<string, { process: { cpu: { total_in_millis: number } } }>;
      };
      return Object.values(nodes)[0]?.process.cpu.total_in_millis ?? Number.NaN;
    },
    async holds(products: number) {
      for (;;) {
        const { count } = (await ask(`/${ALIAS}/_count`)) as { count?: number };
        if (count === products) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    async stop() {
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  } satisfies MeasuredElasticsearch;
}

/** A request for documents as Elasticsearch was sent it, but for the point in time, which would be over. */
export type RawSearch = string;

/** Stands before an Elasticsearch and keeps what it is asked for, operation by operation. */
export class Recorder {
  private asked: RawSearch[] = [];

  private constructor(private readonly server: Server) {}

  static async before(url: string): Promise<Recorder> {
    const app = express().use((request, response) => {
      void text(request).then(async (body) => {
        recorder.keep(request.url ?? '', body);
        const type = request.headers['content-type'];
        const answer = await fetch(`${url}${request.url}`, {
          method: request.method ?? 'GET',
          headers: {
            accept: request.headers.accept ?? '*/*',
            ...(type !== undefined && { 'content-type': type }),
          },
          ...(body !== '' && { body }),
        });
        response.writeHead(answer.status, {
          'content-type': answer.headers.get('content-type') ?? '',
          'x-elastic-product': 'Elasticsearch',
        });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    const recorder = new Recorder(await listen(app, 0, '127.0.0.1'));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  /** What was asked for since the last time. */
  take(): readonly RawSearch[] {
    const { asked } = this;
    this.asked = [];
    return asked;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private keep(path: string, body: string): void {
    if (!/_search(\?|$)/.test(path)) return;
    const { pit: _over, ...search } = JSON.parse(body) as Record<string, unknown>;
    this.asked.push(JSON.stringify(search));
  }
}

/** Clients that send Elasticsearch what an operation of ours asked it for, one request after the other, and nothing else. */
export function rawClients(
  url: string,
  operations: readonly (readonly RawSearch[])[],
  clients: number,
): { readonly clients: Client[]; close(): Promise<void> } {
  const pool = new Pool(url, { connections: clients });
  let turn = 0;
  const act = async () => {
    turn += 1;
    for (const body of operations[turn % operations.length] ?? []) {
      const answer = await pool.request({
        path: `/${ALIAS}/_search`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await answer.body.json();
      if (answer.statusCode !== 200) throw new Error(`It answered ${answer.statusCode}.`);
    }
  };
  return {
    clients: Array.from({ length: clients }, () => ({ act })),
    close: () => pool.close(),
  };
}
