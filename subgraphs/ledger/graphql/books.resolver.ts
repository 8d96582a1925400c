import { Directive, Ctx, Query, Resolver } from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { auditLedger } from '../usecases/audit-ledger.ts';
import { trialBalance } from '../usecases/trial-balance.ts';
import { LedgerAuditType, TrialBalanceLineType } from './books.type.ts';

@Resolver()
export class BooksResolver {
  constructor(private readonly rt: Runtime) {}

  @Query(() => [TrialBalanceLineType], {
    description: 'Whether the books balance, per currency. Needs ledger.read.',
  })
  async trialBalance(@Ctx() request: GraphRequest): Promise<TrialBalanceLineType[]> {
    requirePermission(request, 'ledger.read');
    return (await trialBalance(this.rt.orm.em.fork())).map(TrialBalanceLineType.of);
  }

  @Directive('@cost(weight: 1000)')
  @Query(() => LedgerAuditType, {
    description:
      'Adds up every entry there is and compares; slow in a large ledger. Needs ledger.read.',
  })
  async ledgerAudit(@Ctx() request: GraphRequest): Promise<LedgerAuditType> {
    requirePermission(request, 'ledger.read');
    return LedgerAuditType.of(await auditLedger(this.rt.orm.em.fork()));
  }
}
