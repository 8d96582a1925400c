import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '#kernel/graphql/bad-input.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';
import { REGION } from '#kernel/domain/region.ts';
import { requireUser } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { CartKey } from '../domain/cart.ts';
import { addToCart } from '../usecases/add-to-cart.ts';
import { type CartLine, linesOf, readCart } from '../usecases/carts.ts';
import { claimCart } from '../usecases/claim-cart.ts';
import { createCart } from '../usecases/create-cart.ts';
import { type Market, marketOf, quotesFor } from '../usecases/for-sale.ts';
import { setCartLine } from '../usecases/set-cart-line.ts';
import {
  CartLineInput,
  CartLineType,
  CartType,
  ChangeCartResult,
  ClaimCartInput,
  ClaimCartResult,
  CreateCartInput,
} from './cart.type.ts';

const keyOf = ({ principal }: GraphRequest, secret: string | null | undefined): CartKey => ({
  customerId: principal.kind === 'user' ? principal.id : null,
  secret: secret ?? null,
});

@Resolver(() => CartType)
export class CartResolver {
  private readonly linesByCart;
  private readonly unitPrice;

  constructor(private readonly rt: Runtime) {
    this.linesByCart = batched<string, CartLine[]>((ids) => linesOf(rt.orm.em.fork(), ids));
    this.unitPrice = unitPrices(rt);
  }

  @Query(() => CartType, {
    nullable: true,
    description: 'A cart of yours, or one whose secret you know; null otherwise.',
  })
  async cart(
    @Ctx() request: GraphRequest,
    @Arg('id', () => ID, { description: 'The cart.' }) id: string,
    @Arg('secret', () => String, {
      nullable: true,
      description: 'Its secret, until it is claimed.',
    })
    secret?: string | null,
  ): Promise<CartType | null> {
    const cart = await readCart(this.rt.orm.em.fork(), id, keyOf(request, secret));
    return cart && CartType.of(cart);
  }

  @Mutation(() => CartType, { description: 'Begins a cart. Nobody needs to be logged in.' })
  async createCart(
    @Arg('input', () => CreateCartInput, { description: 'What it begins with.' })
    input: CreateCartInput,
  ): Promise<CartType> {
    const region = input.region ?? null;
    if (region !== null && !REGION.test(region))
      throw badInput('A region is a country such as US, or a part of one such as US-UT.');
    const { cart, secret } = await createCart(this.rt, { currency: input.currency, region });
    return CartType.of(cart, secret);
  }

  @Mutation(() => ChangeCartResult, { description: 'Puts some more of a thing into a cart.' })
  async addToCart(
    @Arg('input', () => CartLineInput, { description: 'What to put in.' }) input: CartLineInput,
    @Ctx() request: GraphRequest,
  ): Promise<CartType> {
    return CartType.of(await addToCart(this.rt, keyOf(request, input.cartSecret), input));
  }

  @Mutation(() => ChangeCartResult, {
    description: 'Says how many of a thing shall be in a cart; 0 takes it out.',
  })
  async setCartLine(
    @Arg('input', () => CartLineInput, { description: 'How many of what.' }) input: CartLineInput,
    @Ctx() request: GraphRequest,
  ): Promise<CartType> {
    return CartType.of(await setCartLine(this.rt, keyOf(request, input.cartSecret), input));
  }

  @Mutation(() => ClaimCartResult, { description: 'Makes a cart yours after you have logged in.' })
  async claimCart(
    @Arg('input', () => ClaimCartInput, { description: 'Which cart.' }) input: ClaimCartInput,
    @Ctx() request: GraphRequest,
  ): Promise<CartType> {
    const { id } = requireUser(request);
    return CartType.of(await claimCart(this.rt, id, input.cartId, input.cartSecret));
  }

  @FieldResolver(() => [CartLineType], {
    description: 'What is in it, in the order in which it was put there.',
  })
  async lines(@Root() cart: CartType, @Ctx() request: GraphRequest): Promise<CartLineType[]> {
    const lines = (await this.linesByCart(request, cart.id)) ?? [];
    return lines.map(({ variantId, quantity }) =>
      Object.assign(new CartLineType(), {
        variant: { id: variantId },
        quantity,
        variantId,
        market: marketOf(cart),
      }),
    );
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'What it costs now; null while something in it has no price, or the catalogue does not answer.',
  })
  async total(@Root() cart: CartType, @Ctx() request: GraphRequest): Promise<MoneyType | null> {
    const lines = (await this.linesByCart(request, cart.id)) ?? [];
    const prices = await Promise.all(
      lines.map((line) => this.unitPrice(request, keyOfPrice(marketOf(cart), line))),
    );
    const amounts = prices.flatMap((price, index) =>
      price ? [price.times(lines[index]?.quantity ?? 0)] : [],
    );
    return amounts.length === lines.length ? MoneyType.of(Money.sum(amounts, cart.currency)) : null;
  }
}

@Resolver(() => CartLineType)
export class CartLineResolver {
  private readonly price;

  constructor(rt: Runtime) {
    this.price = unitPrices(rt);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What one costs now; null if it has no price.',
  })
  async unitPrice(
    @Root() line: CartLineType,
    @Ctx() request: GraphRequest,
  ): Promise<MoneyType | null> {
    const price = await this.price(request, keyOfPrice(line.market, line));
    return price && MoneyType.of(price);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What they cost together now; null without a price.',
  })
  async total(@Root() line: CartLineType, @Ctx() request: GraphRequest): Promise<MoneyType | null> {
    const price = await this.price(request, keyOfPrice(line.market, line));
    return price && MoneyType.of(price.times(line.quantity));
  }
}

type PriceKey = `${string} ${string} ${string} ${string}`;
type UnitPrice = (request: GraphRequest, key: PriceKey) => Promise<Money | null>;

/** Such as `EUR US-UT var_… 6`; a hyphen stands for nowhere in particular. */
const keyOfPrice = ({ currency, region }: Market, { variantId, quantity }: CartLine): PriceKey =>
  `${currency} ${region ?? '-'} ${variantId} ${quantity}`;

const loaders = new WeakMap<Runtime, UnitPrice>();

/** Prices by `keyOfPrice`: one call to the catalogue for each currency and region, whichever resolver asks. */
function unitPrices(rt: Runtime): UnitPrice {
  const loader = loaders.get(rt) ?? batched<PriceKey, Money>((keys) => pricesOf(rt, keys));
  loaders.set(rt, loader);
  return loader;
}

async function pricesOf(rt: Runtime, keys: readonly PriceKey[]): Promise<Map<PriceKey, Money>> {
  const byMarket = Map.groupBy(keys, (key) => key.split(' ', 2).join(' '));
  const answers = await Promise.all(
    [...byMarket.values()].map(async (alike) => {
      const asked = alike.map((key) => key.split(' '));
      const [[currency, region] = []] = asked;
      const quotes = await quotesFor(
        rt,
        asked.map(([, , variantId = '', quantity]) => ({ variantId, quantity: Number(quantity) })),
        { currency: currency as Currency, region: region === '-' ? null : (region ?? null) },
      );
      return quotes.flatMap((quote, index): [PriceKey, Money][] =>
        quote?.price ? [[alike[index]!, Money.fromJSON(quote.price.unitPrice)]] : [],
      );
    }),
  );
  return new Map(answers.flat());
}
