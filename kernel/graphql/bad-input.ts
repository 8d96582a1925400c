import { GraphQLError } from 'graphql';

/** For arguments that no caller who reads the schema would send: a mistake of the program, not a refusal of its user. */
export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
