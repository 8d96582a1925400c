/** One message on its way to somebody's mailbox. */
export interface Mail {
  /** The same for every attempt, so that a mailbox recognises a letter that it has already. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly body: string;
  readonly writtenAt: Date;
}

/** `refused` is for good; after `failed` the same mail may be accepted later. Reasons are codes without personal data. */
export type Delivery =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Whoever carries mail to the recipients. */
export interface Mailer {
  send(mail: Mail): Promise<Delivery>;
  close(): void;
}
