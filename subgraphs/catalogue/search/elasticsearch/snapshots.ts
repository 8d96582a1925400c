import { type Client, errors } from '@elastic/elasticsearch';

/** Changes become visible once a second anyway, so lists that begin within the same second may show the same state. */
const SHARED_FOR_MS = 1_000;
/** After its last use: for as long as somebody may look at a page before turning it. */
const KEPT_FOR = '2m';

/** A point in time, as searches name it. */
export type PointInTime = { readonly id: string; readonly keep_alive: string };

/**
 * States of the index. All pages of a list show the one that the first page did, so that a product that changes meanwhile
 * is neither lost nor doubled. A state that is kept no longer is followed by the present.
 */
export class Snapshots {
  private latest: { readonly id: Promise<string>; readonly until: number } | null = null;

  constructor(
    private readonly client: Client,
    private readonly index: string,
  ) {}

  /**
   * Asks within the state in which a list began, or in the present.
   * @param began undefined for a list that begins now
   */
  async within<T>(
    began: string | undefined,
    ask: (pit: PointInTime) => Promise<T>,
  ): Promise<T & { readonly snapshot: string }> {
    const states = [
      ...(began === undefined ? [] : [() => began]),
      () => this.present(),
      // An index that was built anew has ended the states of the old one.
      () => this.open(),
    ];
    for (const state of states) {
      const id = await state();
      try {
        return { ...(await ask({ id, keep_alive: KEPT_FOR })), snapshot: id };
      } catch (error) {
        if (!isGone(error, { isClients: id === began })) throw error;
      }
    }
    throw new Error('Elasticsearch forgets its points in time at once.');
  }

  private present(): Promise<string> {
    return this.latest && performance.now() < this.latest.until ? this.latest.id : this.open();
  }

  private open(): Promise<string> {
    const opening = this.client
      .openPointInTime({ index: this.index, keep_alive: KEPT_FOR })
      .then(({ id }) => id);
    this.latest = { id: opening, until: performance.now() + SHARED_FOR_MS };
    opening.catch(() => {
      this.latest = null;
    });
    return opening;
  }
}

/**
 * 404 for a state that is kept no longer, and 503 for one of an index that is gone. 400 for what never was a state:
 * cursors come from clients.
 */
const isGone = (error: unknown, { isClients }: { readonly isClients: boolean }): boolean =>
  error instanceof errors.ResponseError &&
  [404, 503, ...(isClients ? [400] : [])].includes(error.statusCode ?? 0);
