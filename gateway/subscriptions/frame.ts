import type { FormattedExecutionResult } from 'graphql';
import { SharedMessage } from './shared-message.ts';

/** After which cursor a client's events were read again. Null if they have none: then those before are lost. */
export interface Gap {
  readonly after: string | null;
}

/** One answer as it is written to clients. It is made into text once per format, however many there are. */
export class Frame {
  readonly json: string;
  private shared: SharedMessage | undefined;
  private written: Map<object, string> | undefined;

  constructor(readonly result: FormattedExecutionResult) {
    this.json = JSON.stringify(result);
  }

  /** As WebSockets are told. */
  get message(): SharedMessage {
    this.shared ??= new SharedMessage(this.json);
    return this.shared;
  }

  /** In a format of its own, made by `write` from the JSON. */
  as(format: object, write: (json: string) => string): string {
    // Not before it is wanted: whoever shares with nobody keeps its last frame.
    this.written ??= new Map();
    const known = this.written.get(format) ?? write(this.json);
    this.written.set(format, known);
    return known;
  }

  /** The same for a client who was too slow. */
  afterGap(gap: Gap): Frame {
    return new Frame({ ...this.result, extensions: { ...this.result.extensions, gap } });
  }
}
