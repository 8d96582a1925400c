import { Arg, Ctx, Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import { requireService } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';

@ObjectType('CustomerForPurchase', {
  description: 'What the rules about who may buy need to know.',
})
@Directive('@inaccessible')
export class CustomerForPurchase {
  @Field(() => ID, { description: 'The customer.' })
  id!: string;

  @Field(() => String, { description: 'As YYYY-MM-DD.' })
  birthDate!: string;

  @Field(() => String, { description: 'Where they live, as an ISO 3166-1 code.' })
  country!: string;
}

@ObjectType('ContactAddress', { description: 'Where a message goes.' })
@Directive('@inaccessible')
export class ContactAddress {
  @Field(() => String, { description: 'An email address.' })
  email!: string;

  @Field(() => String, { description: 'Whose it is.' })
  name!: string;
}

/** What other contexts may know of people. Clients never see these. */
@Resolver()
export class AccountsServiceResolver {
  constructor(private readonly rt: AccountsRuntime) {}

  @Query(() => CustomerForPurchase, {
    nullable: true,
    description: 'A customer, for the rules of a purchase.',
  })
  @Directive('@inaccessible')
  async customerForPurchase(
    @Arg('id', () => ID, { description: 'The customer.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<CustomerForPurchase | null> {
    requireService(request, 'accounts.read');
    const user = await this.rt.orm.em.fork().findOne(User, parseId('usr', id));
    return user && { id: user.id, birthDate: user.birthDate, country: user.country };
  }

  @Query(() => ContactAddress, {
    nullable: true,
    description:
      'Where a customer, or whoever first sold for a merchant, reads messages. Name one of the two.',
  })
  @Directive('@inaccessible')
  async contactAddress(
    @Ctx() request: GraphRequest,
    @Arg('userId', () => ID, { nullable: true, description: 'The customer.' }) userId?:
      | string
      | null,
    @Arg('merchantId', () => ID, { nullable: true, description: 'The merchant.' }) merchantId?:
      | string
      | null,
  ): Promise<ContactAddress | null> {
    requireService(request, 'accounts.contact');
    const whose = userId
      ? { id: parseId('usr', userId) }
      : { merchantId: parseId('mer', merchantId ?? '') };
    const user = await this.rt.orm.em.fork().findOne(User, whose, { orderBy: { id: 'asc' } });
    return user && { email: user.email, name: user.name };
  }
}
