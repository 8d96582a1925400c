import type { Id } from '#kernel/domain/id.ts';

/** A seller: who goods are bought from and money is owed to. */
export class Merchant {
  constructor(
    readonly id: Id<'mer'>,
    readonly slug: string,
    readonly name: string,
    readonly country: string,
  ) {}
}
