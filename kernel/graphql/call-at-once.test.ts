import { execute, parse } from 'graphql';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { subgraphSchema } from './subgraph-schema.ts';

@ObjectType('Lamp', { description: 'A lamp.' })
class Lamp {
  @Field(() => Int, { description: 'How bright it can be.' })
  watts!: number;
}

@InputType('Dimming', { description: 'How dark to make it.' })
class Dimming {
  @Field(() => Int, { description: 'By how much.' })
  by!: number;
}

const lampOf = (watts: number) => Object.assign(new Lamp(), { watts });

@Resolver(() => Lamp)
class LampResolver {
  @Query(() => [Lamp], { description: 'Lamps.' })
  lamps(): Lamp[] {
    return [lampOf(40), lampOf(60)];
  }

  @FieldResolver(() => Int, { description: 'Its brightness now.' })
  brightness(
    @Arg('percent', () => Int, { defaultValue: 100, description: 'Of all.' }) percent: number,
    @Root() { watts }: Lamp,
    @Ctx() { voltage }: { voltage: number },
  ): number {
    return (watts * percent * voltage) / 100;
  }

  @FieldResolver(() => Int, { description: 'Its brightness after that.' })
  dimmed(
    @Root() { watts }: Lamp,
    @Arg('how', () => Dimming, { description: 'How.' }) how: Dimming,
  ): number {
    return how instanceof Dimming ? watts - how.by : 0;
  }
}

const ask = async (query: string) => {
  const schema = await subgraphSchema([LampResolver], {}, undefined);
  // Whether it is a promise is what matters, so it is not waited for.
  return [execute({ schema, document: parse(query), contextValue: { voltage: 2 } })] as const;
};

it('answers at once if all that fields take is scalars', async () => {
  const [answer] = await ask('{ lamps { brightness(percent: 50) } }');
  expect(answer).toEqual({ data: { lamps: [{ brightness: 40 }, { brightness: 60 }] } });
});

it('makes of an input what its type says', async () => {
  const [answer] = await ask('{ lamps { dimmed(how: { by: 1 }) } }');
  expect(await answer).toEqual({ data: { lamps: [{ dimmed: 39 }, { dimmed: 59 }] } });
});
