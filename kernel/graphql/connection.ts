import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { badInput } from './bad-input.ts';

export const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

@ObjectType('PageInfo', {
  description: 'Where a page stands in its list. Source: Relay cursor connections.',
})
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something stands before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge; the next `after`.',
  })
  endCursor!: string | null;
}

@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, {
    defaultValue: DEFAULT_PAGE,
    description: `How many to answer, from 1 to ${MAX_PAGE}.`,
  })
  first: number = DEFAULT_PAGE;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' })
  after?: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  pageInfo: PageInfo;
}

/**
 * The classes `<name>Connection` and `<name>Edge` for lists of `node`.
 * @param options.shareable for a value type that several subgraphs list
 */
export function connectionType<Node extends object>(
  name: string,
  node: ClassType<Node>,
  options: { readonly shareable?: boolean } = {},
) {
  @ObjectType(`${name}Edge`, { description: 'One of a list, and its place there.' })
  class EdgeType implements Edge<Node> {
    @Field(() => String, { description: 'The place of this edge in the list.' })
    cursor!: string;

    @Field(() => node, { description: 'What stands there.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: 'A page of a list.' })
  class ConnectionType implements Connection<Node> {
    @Field(() => [EdgeType], { description: 'What this page holds, in order.' })
    edges!: Edge<Node>[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    pageInfo!: PageInfo;
  }
  if (options.shareable) {
    Directive('@shareable')(EdgeType);
    Directive('@shareable')(ConnectionType);
  }
  return { EdgeType, ConnectionType };
}

/** @throws {GraphQLError} BAD_USER_INPUT unless 1 <= first <= 100 */
export function checkPage({ first }: ConnectionArgs): void {
  if (first < 1 || first > MAX_PAGE) {
    throw badInput(`first must be from 1 to ${MAX_PAGE}.`);
  }
}

/**
 * A page from `rows`, of which one more was read than was asked for, to see whether more follows.
 * @param rows at most `first + 1`, in the list's order
 */
export function toConnection<Row, Node>(
  rows: readonly Row[],
  args: ConnectionArgs,
  cursorOf: (row: Row) => string,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const edges = rows
    .slice(0, args.first)
    .map((row) => ({ cursor: cursorOf(row), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > args.first,
      hasPreviousPage: args.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
