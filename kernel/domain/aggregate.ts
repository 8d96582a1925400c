/** What a fact may carry: it is written as JSON and read by other contexts, perhaps years later. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** A fact in the past tense about one aggregate. A context lists its own in `events.ts`. */
export interface DomainEvent {
  readonly type: string;
  readonly data: { readonly [key: string]: JsonValue | undefined };
}

/**
 * A thing that changes as a whole and tells what happened to it. The flush that saves the change also writes the raised
 * events to the context's log, in the same transaction and in the order of `version`.
 */
export abstract class Aggregate<Event extends DomainEvent = DomainEvent> {
  abstract readonly id: string;

  /** How many events this aggregate has raised so far. Saving fails if another transaction raised one meanwhile. */
  version = 0;

  // Loading from the database skips initializers, hence the lazy array.
  private raised?: { version: number; event: Event }[];

  protected raise(event: Event): void {
    this.version += 1;
    (this.raised ??= []).push({ version: this.version, event });
  }

  /** The events raised since the last save, each with its version. For the flush. */
  takeRaised(): { version: number; event: Event }[] {
    const raised = this.raised ?? [];
    delete this.raised;
    return raised;
  }
}
