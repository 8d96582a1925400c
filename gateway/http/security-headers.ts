import type { RequestHandler } from 'express';

/** On every answer. Pages of their own, such as the explorer, add a content security policy. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  next();
};
