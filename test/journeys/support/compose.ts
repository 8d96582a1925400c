import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { eventually } from '#kernel/testing/eventually.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const HEALTHY_WITHIN_MS = 120_000;
/** Docker waits so long before it starts a program again, and twice as long each time, unless the program ran for a while. */
const RESTART_AFTER_MS = 100;
const A_WHILE_MS = 10_000;

/** What we use of a service in a Compose file. */
interface Service {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly restart?: 'unless-stopped';
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<
    Record<string, { condition: 'service_healthy' | 'service_completed_successfully' }>
  >;
}

export interface Machine {
  /** Where programs find what is in /app of their image. */
  readonly folder: string;
  /** What the containers' world is called on this machine: applied to every value of the file, in this order. */
  readonly names: readonly (readonly [RegExp, string | ((match: string) => string)])[];
  /** On top of what the file says. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Our services of docker-compose.yml as processes of this machine, with the file's commands and variables, in its order.
 * Services of another image are somebody else's to provide.
 */
export class Compose {
  private readonly running = new Map<string, Running>();
  private readonly ups = new Map<string, Promise<void>>();

  private constructor(
    private readonly services: Readonly<Record<string, Service>>,
    private readonly image: Readonly<Record<string, string>>,
    private readonly machine: Machine,
  ) {}

  static async read(machine: Machine): Promise<Compose> {
    const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
    const { services } = parse(text, (_key, value) => valueHere(value, machine), {
      merge: true,
    }) as { services: Record<string, Service> };
    return new Compose(services, await environmentOfImage(), machine);
  }

  /** Starts everything, each service when those it depends on are up. */
  async up(): Promise<void> {
    const starts = Object.keys(this.services).map((name) => this.start(name));
    // All of them, so that nothing starts any more once it failed.
    for (const start of await Promise.allSettled(starts))
      if (start.status === 'rejected') throw start.reason;
  }

  /** Tells every program to end, all at once, and answers how each one did: its exit code or the signal. */
  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<Record<string, number | string | null>> {
    const ends = [...this.running].map(
      async ([name, running]) => [name, await running.end(signal)] as const,
    );
    return Object.fromEntries(await Promise.all(ends));
  }

  /** SIGKILL: no handler runs. Until it is healthy again, because the file says that it is restarted. */
  async kill(name: string): Promise<void> {
    const running = this.running.get(name);
    if (!running) throw new Error(`${name} does not run.`);
    await running.dies();
  }

  private start(name: string): Promise<void> {
    const known = this.ups.get(name) ?? this.startAfterOthers(name);
    this.ups.set(name, known);
    return known;
  }

  private async startAfterOthers(name: string): Promise<void> {
    const service = this.services[name];
    if (!service) throw new Error(`${name} is no service of docker-compose.yml.`);
    const others = Object.keys(service.depends_on ?? {});
    await Promise.all(others.map((other) => this.start(other)));
    if (service.image !== 'comptoir') return;
    const running = new Running(name, service, () => this.spawn(service));
    // What has no health has an end.
    if (service.environment?.['HEALTH_URL'] === undefined) return running.succeeds();
    this.running.set(name, running);
    return running.begins();
  }

  private spawn({ entrypoint = ['node'], command = [], environment }: Service): ChildProcess {
    const [program = '', ...args] = [...entrypoint, ...command];
    return spawn(program, args, {
      cwd: this.machine.folder,
      env: {
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
        ...this.image,
        ...environment,
        ...this.machine.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** With the defaults of the file's variables, and the names of this machine. Numbers become words, as in an environment. */
function valueHere(value: unknown, { names }: Machine): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const interpolated = String(value)
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
    .replaceAll('$$', () => '$');
  return names.reduce(
    (sofar, [name, here]) => sofar.replaceAll(name, typeof here === 'string' ? () => here : here),
    interpolated,
  );
}

/** What the Dockerfile sets for every program. */
async function environmentOfImage(): Promise<Record<string, string>> {
  const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  const settings = [...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) => [
    ...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g),
  ]);
  return Object.fromEntries(
    settings.map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']),
  );
}

/** A service as its programs, one after the other. */
class Running {
  private said = '';
  private child: ChildProcess;
  private ended: Promise<number | string | null>;
  private isWanted = true;

  constructor(
    private readonly name: string,
    private readonly service: Service,
    private readonly spawn: () => ChildProcess,
  ) {
    ({ child: this.child, ended: this.ended } = this.start());
  }

  async succeeds(): Promise<void> {
    if ((await this.ended) !== 0) throw this.failure('failed');
  }

  /** Until it is healthy. What ends before it ever was has a fault, and is not tried again. */
  async begins(): Promise<void> {
    await this.isHealthy(() => this.hasEnded);
    if (this.hasEnded) throw this.failure('ended instead of starting');
    if (this.service.restart) void this.keepRunning();
  }

  async dies(): Promise<void> {
    const { child } = this;
    child.kill('SIGKILL');
    await eventually(() => this.child !== child, { what: `${this.name} to be started again` });
    await this.isHealthy();
  }

  end(signal: NodeJS.Signals): Promise<number | string | null> {
    this.isWanted = false;
    this.child.kill(signal);
    return this.ended;
  }

  private start() {
    const child = this.spawn();
    const keep = (chunk: Buffer) => {
      this.said = `${this.said}${chunk.toString()}`.slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const ended = once(child, 'exit').then(
      ([code, signal]) => (code ?? signal) as number | string | null,
    );
    return { child, ended };
  }

  /** Whatever it ended of, as Docker does it. */
  private async keepRunning(): Promise<void> {
    let afterMs = RESTART_AFTER_MS;
    for (;;) {
      const startedAt = performance.now();
      await this.ended;
      await pause(afterMs);
      if (!this.isWanted) return;
      afterMs = performance.now() - startedAt > A_WHILE_MS ? RESTART_AFTER_MS : afterMs * 2;
      ({ child: this.child, ended: this.ended } = this.start());
    }
  }

  private async isHealthy(orElse = () => false): Promise<void> {
    const url = this.service.environment?.['HEALTH_URL'] ?? '';
    const healthy = eventually(
      () =>
        orElse() ||
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      { withinMs: HEALTHY_WITHIN_MS, what: `an answer of ${url}` },
    );
    await healthy.catch((error: unknown) => {
      throw this.failure(String(error));
    });
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private failure(what: string): Error {
    return new Error(`The service ${this.name} ${what}:\n${this.said}`);
  }
}
