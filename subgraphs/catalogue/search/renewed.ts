import { withoutErrand } from '#kernel/runtime/errand.ts';

/** Something that seldom changes: read when it is first wanted, and again when it is wanted after `lastsMs`. */
export class Renewed<Kept> {
  private known: Promise<Kept> | null = null;
  private lastsUntil = 0;

  constructor(
    private readonly read: () => Promise<Kept>,
    private readonly lastsMs: number,
  ) {}

  current(): Promise<Kept> {
    if (!this.known || performance.now() >= this.lastsUntil) {
      const reading = withoutErrand(this.read);
      reading.catch(() => {
        this.known = null;
      });
      this.known = reading;
      this.lastsUntil = performance.now() + this.lastsMs;
    }
    return this.known;
  }

  /** What was read is so no more. */
  renew(): void {
    this.known = null;
  }
}
