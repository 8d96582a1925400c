import { fileURLToPath } from 'node:url';

import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { z } from 'zod';

import { LostAnswer } from '../control.ts';
import { cardInput, read } from '../input.ts';
import { actionPathOf, type Payment, returnUrlOf } from '../payment.ts';
import { loseAnswerAfter, type Provider } from '../provider.ts';
import { Refusal } from '../refusal.ts';
import { testCardOf } from '../tokens.ts';
import { type CardField, cardFormPage, type Problems } from './card-form.ts';
import { challengePage, ONE_TIME_CODE } from './challenge.ts';
import { messagePage, outcomePage } from './outcome.ts';
import { welcomePage } from './welcome.ts';

const ASSETS = fileURLToPath(new URL('./assets', import.meta.url));

const challengeAnswer = z.union([
  z.strictObject({ result: z.enum(['passed', 'failed']) }),
  z.strictObject({ code: z.string().trim().max(20) }),
]);

/** The pages that customers see. They work without JavaScript; whoever has a payment's id may open its page. */
export function pages(provider: Provider): Router {
  const router = Router();
  router.use('/assets', express.static(ASSETS, { index: false }));
  router.use(
    ['/pay', '/3ds'],
    express.urlencoded({ extended: false, limit: '8kb' }),
    express.json({ limit: '8kb' }),
  );
  router.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; " +
        "base-uri 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  });
  router.get('/', (_request, response) => {
    response.send(welcomePage(provider.options.publishableKey));
  });
  router.use('/pay', cardForm(provider));
  router.use('/3ds', challenge(provider));
  router.use(['/pay', '/3ds'], answerErrorAsPage);
  return router;
}

function cardForm(provider: Provider): Router {
  const router = Router();
  router.get('/:id', (request, response) => {
    const payment = paymentIn(provider, request);
    if (payment.awaiting === 'challenge') return response.redirect(303, `/3ds/${payment.id}`);
    return response.send(
      payment.awaiting === 'card' ? cardFormPage(payment) : outcomePage(payment),
    );
  });

  router.post('/:id', async (request, response) => {
    const payment = paymentIn(provider, request);
    if (payment.awaiting !== 'card') return goOn(response, payment);
    const typed = (request.body ?? {}) as Record<string, unknown>;
    if (typed['cancel'] !== undefined) {
      const cancelled = provider.transaction(() =>
        provider.payments.decline(payment, 'cancelled_by_customer'),
      );
      return goOn(response, cancelled);
    }
    const { success, data, error } = cardInput.safeParse(typed);
    if (!success) {
      return response.status(400).send(cardFormPage(payment, problemsOf(error), retypeable(typed)));
    }
    const card = testCardOf(data);
    await provider.delay(card);
    const presented = provider.transaction(() => {
      const current = provider.payments.byId(payment.id);
      // A second click finds the card presented already and only follows.
      return current.awaiting === 'card' ? provider.payments.presentCard(current, card) : current;
    });
    loseAnswerAfter(presented);
    return goOn(response, presented);
  });
  return router;
}

function challenge(provider: Provider): Router {
  const router = Router();
  router.get('/:id', (request, response) => {
    const payment = paymentIn(provider, request);
    if (payment.awaiting !== 'challenge') return response.redirect(303, `/pay/${payment.id}`);
    return response.send(challengePage(payment));
  });

  router.post('/:id', (request, response) => {
    const payment = paymentIn(provider, request);
    if (payment.awaiting !== 'challenge') return goOn(response, payment);
    const given = read(challengeAnswer, request.body);
    const answered = provider.transaction(() => {
      if ('result' in given) return provider.payments.concludeChallenge(payment, given.result);
      return given.code === ONE_TIME_CODE
        ? provider.payments.concludeChallenge(payment, 'passed')
        : provider.payments.rejectCode(payment);
    });
    if (answered.awaiting === 'challenge')
      return response.status(400).send(challengePage(answered, true));
    return goOn(response, answered);
  });
  return router;
}

/** Sends the customer to the next page, or tells a program where that is. */
function goOn(response: Response, payment: Payment): void {
  const next = actionPathOf(payment) ?? returnUrlOf(payment);
  if (response.req.is('json')) response.json({ status: payment.status, redirectUrl: next });
  else response.redirect(303, next ?? `/pay/${payment.id}`);
}

const paymentIn = (provider: Provider, request: Request): Payment =>
  provider.payments.byId(String(request.params['id']));

function problemsOf(error: z.ZodError): Problems {
  const problems: Problems = {};
  for (const issue of error.issues) {
    const field = issue.path[0] as CardField | undefined;
    if (field !== undefined) problems[field] ??= issue.message;
  }
  return Object.keys(problems).length > 0 ? problems : { number: 'Enter the card number.' };
}

/** Number and security code never travel back to the browser. */
function retypeable(typed: Record<string, unknown>): Problems {
  const text = (name: CardField): Problems =>
    typeof typed[name] === 'string' ? { [name]: typed[name].slice(0, 100) } : {};
  return { ...text('expMonth'), ...text('expYear'), ...text('name') };
}

const answerErrorAsPage: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (request.is('json') || (error instanceof LostAnswer && error.kind === 'drop'))
    return next(error);
  if (error instanceof Refusal) {
    response.status(error.httpStatus).send(messagePage('This does not work', error.message));
  } else if (error instanceof LostAnswer) {
    response
      .status(500)
      .send(
        messagePage('Something went wrong', 'Return to the shop to see whether you have paid.'),
      );
  } else {
    next(error);
  }
};
