import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { isId } from '#kernel/domain/id.ts';
import { hasPermission, isSelf } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { References } from '#kernel/graphql/subgraph-schema.ts';
import type { Merchant } from '../domain/merchant.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { CustomerType, MerchantType, ViewerType } from './people.type.ts';

/** Whoever may not know a customer learns nothing about them, not even whether there is one. */
const customerById = (rt: AccountsRuntime) =>
  batched<string, CustomerType>(async (ids, request) => {
    const visible = ids.filter(
      (id) => isSelf(request, id) || hasPermission(request, 'accounts.read'),
    );
    const users = await rt.orm.em
      .fork()
      .find(User, { id: { $in: visible.filter((id) => isId('usr', id)) } });
    const known = new Map(users.map((user) => [user.id as string, CustomerType.of(user)]));
    return new Map(ids.map((id) => [id, known.get(id) ?? CustomerType.hidden(id)]));
  });

const merchantById = (rt: AccountsRuntime) =>
  batched<string, MerchantType>(async (ids) => {
    // Read with every product, so without the object mapper, which would take twice as long.
    const merchants = await sql<Merchant>(
      rt.orm.em.fork(),
      'select id, slug, name, country from accounts.merchants where id = any ($1)',
      [ids.filter((id) => isId('mer', id))],
    );
    return new Map(merchants.map((merchant) => [merchant.id, MerchantType.of(merchant)]));
  });

@Resolver(() => ViewerType)
export class PeopleResolver {
  private readonly merchantById;

  constructor(private readonly rt: AccountsRuntime) {
    this.merchantById = merchantById(rt);
  }

  @Query(() => ViewerType, {
    nullable: true,
    description: 'Whoever is asking; null when nobody has logged in.',
  })
  async me(@Ctx() { principal }: GraphRequest): Promise<ViewerType | null> {
    if (principal.kind !== 'user') return null;
    const user = await this.rt.orm.em.fork().findOne(User, principal.id);
    return user && ViewerType.of(user);
  }

  @Query(() => MerchantType, { nullable: true, description: 'A merchant; null if there is none.' })
  merchant(
    @Arg('id', () => ID, { description: 'The merchant.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<MerchantType | null> {
    return this.merchantById(request, id);
  }

  @FieldResolver(() => MerchantType, {
    name: 'merchant',
    nullable: true,
    description: 'The merchant a seller works for.',
  })
  async merchantWorkedFor(
    @Root() viewer: ViewerType,
    @Ctx() request: GraphRequest,
  ): Promise<MerchantType | null> {
    return viewer.merchantId === null ? null : this.merchantById(request, viewer.merchantId);
  }
}

export const references = (rt: AccountsRuntime): References => {
  const customers = customerById(rt);
  const merchants = merchantById(rt);
  return {
    Customer: ({ id }, request) => customers(request, id),
    Merchant: ({ id }, request) => merchants(request, id),
  };
};
