import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { MediaType } from './media.type.ts';
import { type AvailabilityStatus, availabilityOf } from '../domain/availability.ts';
import type { ProvisioningTemplate, Variant } from '../domain/product.ts';
import type { Offer } from '../persistence/offers.ts';

export const ProvisioningTemplateEnum: Readonly<
  Record<ProvisioningTemplate, ProvisioningTemplate>
> = {
  SHIPMENT: 'SHIPMENT',
  LICENCE_KEY: 'LICENCE_KEY',
};
registerEnumType(ProvisioningTemplateEnum, {
  name: 'ProvisioningTemplate',
  description: 'How a sold piece reaches its buyer.',
  valuesConfig: {
    SHIPMENT: { description: 'It is packed and sent.' },
    LICENCE_KEY: { description: 'It is a licence key, delivered by message.' },
  },
});

@ObjectType('ChosenOption', { description: 'What a variant has for one of its product’s options.' })
export class ChosenOptionType {
  @Field(() => String, { description: 'The option, such as "Pack", as facets and filters say it.' })
  name!: string;

  @Field(() => String, {
    description: 'The choice, such as "6 bottles", as facets and filters say it.',
  })
  value!: string;
}

const AvailabilityStatusEnum: Readonly<Record<AvailabilityStatus, AvailabilityStatus>> = {
  IN_STOCK: 'IN_STOCK',
  LOW: 'LOW',
  BACKORDER: 'BACKORDER',
  OUT_OF_STOCK: 'OUT_OF_STOCK',
};
registerEnumType(AvailabilityStatusEnum, {
  name: 'AvailabilityStatus',
  description: 'What a buyer can expect of a variant.',
  valuesConfig: {
    IN_STOCK: { description: 'It is on the shelf.' },
    LOW: { description: 'It is on the shelf, but only a few are left.' },
    BACKORDER: { description: 'It can be bought, and comes when the shop has it again.' },
    OUT_OF_STOCK: { description: 'It cannot be bought now.' },
  },
});

@ObjectType('Availability', { description: 'What of a variant can be bought now.' })
export class AvailabilityType {
  @Field(() => AvailabilityStatusEnum, { description: 'What a buyer can expect.' })
  status!: AvailabilityStatus;

  @Field(() => Boolean, { description: 'Whether at least one piece is on the shelf.' })
  inStock!: boolean;

  @Field(() => Int, { description: 'Pieces on the shelf that are promised to nobody.' })
  quantity!: number;
}

@ObjectType('Variant', {
  description: 'What is bought: a product with a choice made for each of its options.',
})
@Directive('@key(fields: "id")')
@Directive('@cacheControl(maxAge: 10)')
export class VariantType {
  @Field(() => ID, { description: 'The variant.' })
  id!: Id<'var'>;

  @Field(() => String, { description: 'The seller’s stock-keeping unit, unique.' })
  sku!: string;

  @Field(() => String, { description: 'Its name beside the product’s, such as "6 bottles".' })
  name!: string;

  @Field(() => [ChosenOptionType], { description: 'Its choice for each option of the product.' })
  options!: ChosenOptionType[];

  @Field(() => AvailabilityType, { description: 'Whether and how many can be bought now.' })
  availability!: AvailabilityType;

  @Field(() => ProvisioningTemplateEnum, { description: 'How a sold piece reaches its buyer.' })
  provisioning!: ProvisioningTemplate;

  @Field(() => [MediaType], {
    description: 'Pictures of just this variant, in their order; none if it looks like any other.',
  })
  media!: MediaType[];

  @Field(() => String, {
    description: 'By which taxes on it are found, country by country: "standard", "books".',
  })
  taxCategory!: string;

  offer!: Offer;
  prices!: Variant['prices'];
  specialPrices!: Variant['specialPrices'];

  static of(variant: Variant, offer: Offer): VariantType {
    const { id, sku, name, provisioning, prices, available, taxCategory } = variant;
    return Object.assign(new VariantType(), {
      id,
      sku,
      name,
      provisioning,
      taxCategory,
      specialPrices: variant.specialPrices,
      media: variant.media.map(MediaType.of),
      offer,
      prices,
      options: Object.entries(variant.options).map(([option, value]) => ({ name: option, value })),
      availability: {
        status: availabilityOf(variant),
        inStock: available > 0,
        quantity: available,
      },
    });
  }
}
