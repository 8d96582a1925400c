/** Who takes longer waits for somebody else, and is no reason for others to wait too. */
const LONGEST_TURN_MS = 250;

/**
 * Lets only so many pieces of work be under way at a time, the others in the order in which they came. Thousands that
 * begin at the same moment are all half done until the last is, and the garbage collector carries along what they hold.
 */
export class Turns {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  async take<T>(work: () => T | PromiseLike<T>): Promise<T> {
    if (this.taken < this.atOnce) this.taken += 1;
    else await new Promise<void>((begin) => this.waiting.push(begin));
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      this.pass();
    };
    const timer = setTimeout(end, LONGEST_TURN_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  private pass(): void {
    const begin = this.waiting.shift();
    if (begin) begin();
    else this.taken -= 1;
  }
}
