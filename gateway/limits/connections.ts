import type { Principal } from '#kernel/graphql/principal.ts';
import { networkOf } from '#kernel/runtime/network.ts';
import { nameOf } from '../caller.ts';

/** How many clients may be connected for live updates: sockets and streams together. */
export interface ConnectionLimits {
  readonly total: number;
  /** Also how many may come within ten seconds. */
  readonly perAddress: number;
  readonly perPrincipal: number;
}

const ARRIVALS_MS = 10_000;

/** A client's place. It is given back once, when the client has gone. */
export interface Seat {
  /** @returns whether whoever sits there may have one more */
  isFor(principal: Principal): boolean;
  leave(): void;
}

class Counts {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string, change: 1 | -1): void {
    const count = this.of(key) + change;
    if (count > 0) this.counts.set(key, count);
    else this.counts.delete(key);
  }
}

/** Counts who is connected, before anything is done for them. */
export class Connections {
  private readonly perAddress = new Counts();
  private readonly perPrincipal = new Counts();
  private arrivals = { since: 0, perAddress: new Counts() };
  private count = 0;

  constructor(private readonly limits: ConnectionLimits) {}

  /** @returns undefined when there is no place for another one, or for another one from this address */
  take(clientAddress: string): Seat | undefined {
    const address = networkOf(clientAddress);
    const { total, perAddress, perPrincipal } = this.limits;
    const isFull = this.count >= total || this.perAddress.of(address) >= perAddress;
    if (isFull || !this.mayArrive(address)) return undefined;
    this.count += 1;
    this.perAddress.add(address, 1);
    let sitter: string | undefined;
    return {
      isFor: (principal) => {
        const name = nameOf(principal);
        if (name === undefined) return true;
        if (this.perPrincipal.of(name) >= perPrincipal) return false;
        sitter = name;
        this.perPrincipal.add(name, 1);
        return true;
      },
      leave: () => {
        this.count -= 1;
        this.perAddress.add(address, -1);
        if (sitter !== undefined) this.perPrincipal.add(sitter, -1);
      },
    };
  }

  /** Who comes, goes and comes again costs more than who stays. */
  private mayArrive(address: string): boolean {
    const now = performance.now();
    if (now - this.arrivals.since > ARRIVALS_MS) {
      this.arrivals = { since: now, perAddress: new Counts() };
    }
    this.arrivals.perAddress.add(address, 1);
    return this.arrivals.perAddress.of(address) <= this.limits.perAddress;
  }
}
