import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** What a program needs, as opposed to what it happens to hold: measured when garbage has been collected. */
export interface KeptMemory {
  readonly rssMegabytes: number;
  /** Of JavaScript, and of buffers outside of its heap. */
  readonly heapMegabytes: number;
}

const OPENS_WITHIN_MS = 10_000;
/** What the first collection lets go of can make garbage of more. */
const COLLECTIONS = 3;
const MEGABYTE = 2 ** 20;

interface Reply {
  readonly id: number;
  readonly result: { readonly result: { readonly value?: unknown } };
}

/**
 * Has a Node program collect its garbage, over its inspector, which opens at SIGUSR1.
 * @param inspector `host:port`, as given to the program by `--inspect-port`
 */
export async function keptMemory(pid: number, inspector: string): Promise<KeptMemory> {
  const socket = new WebSocket(await debuggerUrl(pid, inspector));
  await once(socket, 'open');
  try {
    let id = 0;
    const ask = async (method: string, params: object = {}): Promise<Reply> => {
      id += 1;
      const heard = replyTo(socket, id);
      socket.send(JSON.stringify({ id, method, params }));
      return heard;
    };
    for (let time = 0; time < COLLECTIONS; time += 1) await ask('HeapProfiler.collectGarbage');
    const expression = 'process.memoryUsage()';
    const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true });
    const { rss, heapUsed, external } = result.result.value as NodeJS.MemoryUsage;
    return { rssMegabytes: rss / MEGABYTE, heapMegabytes: (heapUsed + external) / MEGABYTE };
  } finally {
    socket.close();
  }
}

async function debuggerUrl(pid: number, inspector: string): Promise<string> {
  process.kill(pid, 'SIGUSR1');
  const deadline = performance.now() + OPENS_WITHIN_MS;
  for (;;) {
    const listed = await fetch(`http://${inspector}/json/list`).catch(() => undefined);
    const [target] = ((await listed?.json()) ?? []) as { webSocketDebuggerUrl: string }[];
    if (target) return target.webSocketDebuggerUrl;
    if (performance.now() > deadline) throw new Error('The inspector of the program is closed.');
    await pause(100);
  }
}

function replyTo(socket: WebSocket, id: number): Promise<Reply> {
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== id) return;
      socket.removeEventListener('message', hear);
      resolve(reply);
    };
    socket.addEventListener('message', hear);
  });
}
