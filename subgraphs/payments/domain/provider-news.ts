import type { AttemptStatus } from './attempt.ts';
import type { Instruction } from './ports.ts';

/** What a message of the provider may say became of an attempt. CAPTURED may be of a part. */
export const PROVIDER_NEWS = [
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'DECLINED',
  'CAPTURED',
  'VOIDED',
  'EXPIRED',
] as const;

export type ProviderNews = (typeof PROVIDER_NEWS)[number];

/** What we know of an attempt: its own status, or that all that it holds was captured. */
export type Standing = AttemptStatus | 'CAPTURED';

/**
 * Which news an attempt that stands so cannot learn from: it has been there, and an attempt only goes forward. Whatever
 * is not in here (parts, refunds, disputes, types that nobody knows) is a reason to ask the provider.
 */
export const KNOWN_NEWS: Readonly<Record<Standing, readonly ProviderNews[]>> = {
  REQUESTED: [],
  UNKNOWN: [],
  // The way on may have changed: first the card form, then the bank's question.
  REQUIRES_ACTION: [],
  AUTHORIZED: ['REQUIRES_ACTION', 'AUTHORIZED'],
  CAPTURED: ['REQUIRES_ACTION', 'AUTHORIZED', 'CAPTURED'],
  DECLINED: ['REQUIRES_ACTION', 'DECLINED'],
  VOIDED: ['REQUIRES_ACTION', 'AUTHORIZED', 'VOIDED'],
  EXPIRED: ['REQUIRES_ACTION', 'AUTHORIZED', 'EXPIRED'],
};

/** The call whose answer tells the same; while it is under way, the message can wait for the answer. */
export const TOLD_BY: Readonly<Record<ProviderNews, Instruction['kind'] | null>> = {
  REQUIRES_ACTION: 'AUTHORIZE',
  AUTHORIZED: 'AUTHORIZE',
  DECLINED: 'AUTHORIZE',
  CAPTURED: 'CAPTURE',
  VOIDED: null,
  EXPIRED: null,
};

/** How long a message waits for the answer of the call that it tells of. Then the provider is asked, as after a crash. */
export const ANSWER_GRACE_MS = 500;
