import type { Runtime } from '#kernel/runtime/context.ts';
import type { Mailer } from './domain/ports.ts';

/** What the rooms of this context need besides the kernel's runtime. */
export interface NotificationsRuntime extends Runtime {
  /** Absent when nobody has said where mail is handed in; messages are then only read by query. */
  readonly openMailer: (() => Mailer) | undefined;
}
