import { Directive, Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { Merchant } from '../domain/merchant.ts';
import type { User } from '../domain/user.ts';

@ObjectType('Customer', {
  description: 'Somebody who buys. Who they are is told to themselves and to operators only.',
})
@Directive('@key(fields: "id")')
export class CustomerType {
  @Field(() => ID, { description: 'Begins with usr_.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Their email address; null to others.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Their name; null to others.' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Their birth date as YYYY-MM-DD; null to others.',
  })
  birthDate!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where they live, as an ISO 3166-1 code; null to others.',
  })
  country!: string | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When they registered; null to others.',
  })
  createdAt!: Date | null;

  /** What somebody who may not know more sees: that there is such a customer. */
  static hidden(id: string): CustomerType {
    return Object.assign(new CustomerType(), {
      id,
      email: null,
      name: null,
      birthDate: null,
      country: null,
      createdAt: null,
    });
  }

  static of({ id, email, name, birthDate, country, registeredAt }: User): CustomerType {
    return Object.assign(new CustomerType(), {
      id,
      email,
      name,
      birthDate,
      country,
      createdAt: registeredAt,
    });
  }
}

@ObjectType('Merchant', { description: 'Somebody who sells.' })
@Directive('@key(fields: "id")')
export class MerchantType {
  @Field(() => ID, { description: 'Begins with mer_.' })
  id!: string;

  @Field(() => String, { description: 'A short name for addresses.' })
  slug!: string;

  @Field(() => String, { description: 'The name customers see.' })
  name!: string;

  @Field(() => String, { description: 'Where they are, as an ISO 3166-1 code.' })
  country!: string;

  static of({ id, slug, name, country }: Merchant): MerchantType {
    return Object.assign(new MerchantType(), { id, slug, name, country });
  }
}

@ObjectType('Viewer', { description: 'Whoever is asking.' })
export class ViewerType {
  @Field(() => ID, { description: 'Begins with usr_.' })
  id!: string;

  @Field(() => String, { description: 'Their email address.' })
  email!: string;

  @Field(() => String, { description: 'Their name.' })
  name!: string;

  @Field(() => [String], { description: 'What they are in the shop: customer, seller, operator.' })
  roles!: readonly string[];

  @Field(() => [String], {
    description: 'What they may do beyond what everybody may do with their own.',
  })
  permissions!: readonly string[];

  @Field(() => CustomerType, { description: 'Themselves as a customer.' })
  customer!: CustomerType;

  merchantId!: string | null;

  static of(user: User): ViewerType {
    const { id, email, name, roles, permissions, merchantId } = user;
    return Object.assign(new ViewerType(), {
      id,
      email,
      name,
      roles,
      permissions,
      merchantId,
      customer: CustomerType.of(user),
    });
  }
}
