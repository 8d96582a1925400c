import { Directive, Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { logIn } from '../usecases/log-in.ts';
import { logOut } from '../usecases/log-out.ts';
import { refreshSession } from '../usecases/refresh-session.ts';
import { register } from '../usecases/register.ts';
import {
  LogInInput,
  LogInResult,
  LogOutResult,
  LoggedOutType,
  RefreshSessionInput,
  RefreshSessionResult,
  RegisterInput,
  RegisterResult,
  SessionType,
} from './session.type.ts';

/** To hash one takes a core for a while, and is meant to. */
const COST_OF_A_PASSWORD = '@cost(weight: 100)';

@Resolver()
export class SessionResolver {
  constructor(private readonly rt: AccountsRuntime) {}

  @Directive(COST_OF_A_PASSWORD)
  @Mutation(() => RegisterResult, { description: 'Registers a customer and logs them in.' })
  async register(
    @Arg('input', () => RegisterInput, { description: 'Who wants to become a customer.' })
    input: RegisterInput,
    @Ctx() request: GraphRequest,
  ): Promise<SessionType> {
    return SessionType.of(await register(this.rt, input, request.clientAddress));
  }

  @Directive(COST_OF_A_PASSWORD)
  @Mutation(() => LogInResult, { description: 'Opens a session for whoever knows the password.' })
  async logIn(
    @Arg('input', () => LogInInput, { description: 'How somebody shows who they are.' })
    input: LogInInput,
    @Ctx() request: GraphRequest,
  ): Promise<SessionType> {
    return SessionType.of(await logIn(this.rt, input, request.clientAddress));
  }

  @Mutation(() => RefreshSessionResult, {
    description: 'Trades a refresh token for a new session.',
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput, { description: 'The token to trade.' })
    input: RefreshSessionInput,
    @Ctx() request: GraphRequest,
  ): Promise<SessionType> {
    return SessionType.of(await refreshSession(this.rt, input.refreshToken, request.clientAddress));
  }

  @Mutation(() => LogOutResult, {
    description: 'Ends the session: its refresh token is worth nothing any more.',
  })
  async logOut(@Ctx() { principal, clientAddress }: GraphRequest): Promise<LoggedOutType> {
    return LoggedOutType.of(await logOut(this.rt, principal, clientAddress));
  }
}
