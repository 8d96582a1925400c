import { createTransport } from 'nodemailer';
import type { Delivery, Mail, Mailer } from '../domain/ports.ts';

/** All of one attempt together stay far below the time after which another process takes the message over. */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/**
 * Hands mail to the server at `url`, as `from`; connections are shared until it is closed. Source: RFC 5321.
 */
export function openSmtp(url: string, from: string): Mailer {
  const transport = createTransport({ url, pool: true, maxConnections: 5, ...TIMEOUTS });
  const host = hostOf(from);
  return {
    async send({ id, to, subject, body, writtenAt }: Mail): Promise<Delivery> {
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text: body,
          date: writtenAt,
          messageId: `<${id}@${host}>`,
          // Keeps out-of-office replies away. Source: RFC 3834, section 5.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'accepted' };
      } catch (error) {
        return failureOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The part of a From line behind the @: `Comptoir <shop@comptoir.example>` is at comptoir.example. */
const hostOf = (from: string): string => /@([^\s@<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/**
 * For good is only what the server says of this recipient or this letter: another sender address, log-in or network is
 * for us to mend. The server's own words may hold the address, so only codes are kept.
 */
function failureOf(error: unknown): Delivery {
  const { code = 'UNKNOWN', command = '', responseCode = 0 } = error as SmtpError;
  const reason = [code, command, responseCode || ''].filter(Boolean).join(' ');
  const forGood = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
  return { kind: forGood ? 'refused' : 'failed', reason };
}
