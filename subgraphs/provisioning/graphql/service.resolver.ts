import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  registerEnumType,
} from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import { requireService } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { ProvisioningRequest } from '../domain/provisioning-request.ts';
import { provisionOrder } from '../usecases/provision-order.ts';
import { revokeProvisioning } from '../usecases/revoke-provisioning.ts';
import { TemplateEnum } from './provisioned-item.type.ts';

export enum ProvisioningStatusEnum {
  REQUESTED = 'REQUESTED',
  PROVISIONED = 'PROVISIONED',
  FAILED = 'FAILED',
  REVOKED = 'REVOKED',
}
registerEnumType(ProvisioningStatusEnum, {
  name: 'ProvisioningStatus',
  description: 'How the provisioning of a whole order stands.',
  valuesConfig: {
    REQUESTED: { description: 'It is being worked on; an event will tell how it ends.' },
    PROVISIONED: { description: "Every item is the customer's." },
    FAILED: { description: 'An item is not to be had, so none was delivered.' },
    REVOKED: { description: 'Everything was taken back.' },
  },
});

@ObjectType('ProvisioningOutcome', { description: 'How the provisioning of an order stands.' })
@Directive('@inaccessible')
export class ProvisioningOutcome {
  @Field(() => ProvisioningStatusEnum, { description: 'How it stands now.' })
  status!: ProvisioningStatusEnum;

  @Field(() => String, { nullable: true, description: 'Why it failed or was revoked.' })
  reason!: string | null;

  static of(request: ProvisioningRequest | null): ProvisioningOutcome {
    const { status, reason } = request ?? { status: 'REVOKED', reason: null };
    return Object.assign(new ProvisioningOutcome(), { status, reason });
  }
}

@InputType('ProvisionLineInput', { description: 'One line of the order.' })
@Directive('@inaccessible')
export class ProvisionLineInput {
  @Field(() => ID, { description: 'The order line.' })
  lineId!: string;

  @Field(() => ID, { description: 'What was bought.' })
  variantId!: string;

  @Field(() => String, { description: 'What was bought, in the words of the warehouse.' })
  sku!: string;

  @Field(() => TemplateEnum, { description: 'How it is delivered.' })
  template!: TemplateEnum;

  @Field(() => Int, { description: 'How many.' })
  quantity!: number;
}

@InputType('ProvisionOrderInput', { description: 'What an order needs.' })
@Directive('@inaccessible')
export class ProvisionOrderInput {
  @Field(() => ID, { description: 'The order; one request per order, ever.' })
  orderId!: string;

  @Field(() => ID, { description: 'Who gets it.' })
  customerId!: string;

  @Field(() => [ProvisionLineInput], { description: 'What is to be provisioned.' })
  lines!: ProvisionLineInput[];
}

/** What the purchase asks for. Clients never see these. */
@Resolver()
export class ProvisioningServiceResolver {
  constructor(private readonly rt: Runtime) {}

  @Mutation(() => ProvisioningOutcome, {
    description: 'Provisions an order; idempotent by the order.',
  })
  @Directive('@inaccessible')
  async provisionOrder(
    @Arg('input', () => ProvisionOrderInput, { description: 'What the order needs.' })
    input: ProvisionOrderInput,
    @Ctx() request: GraphRequest,
  ): Promise<ProvisioningOutcome> {
    requireService(request, 'provisioning.execute');
    const asked = await provisionOrder(this.rt, {
      orderId: parseId('ord', input.orderId),
      customerId: parseId('usr', input.customerId),
      lines: input.lines.map(({ lineId, variantId, sku, template, quantity }) => ({
        lineId: parseId('oln', lineId),
        variantId: parseId('var', variantId),
        sku,
        template,
        quantity,
      })),
    });
    return ProvisioningOutcome.of(asked);
  }

  @Mutation(() => ProvisioningOutcome, {
    description: 'Takes back all that an order was given; idempotent.',
  })
  @Directive('@inaccessible')
  async revokeOrder(
    @Arg('orderId', () => ID, { description: 'The order.' }) orderId: string,
    @Arg('reason', () => String, { description: 'Why, as a code.' }) reason: string,
    @Ctx() request: GraphRequest,
  ): Promise<ProvisioningOutcome> {
    requireService(request, 'provisioning.execute');
    return ProvisioningOutcome.of(
      await revokeProvisioning(this.rt, parseId('ord', orderId), reason),
    );
  }
}
