import type { Settings } from '#kernel/runtime/settings.ts';
import type { PaymentProvider } from '../domain/ports.ts';
import { sandboxProvider } from './sandbox.ts';

/** The provider that this installation is set to. */
export function openProvider(settings: Settings): PaymentProvider {
  return sandboxProvider({
    url: (settings.PSP_URL ?? `http://127.0.0.1:${settings.PSP_PORT}`).replace(/\/$/, ''),
    secretKey: settings.PSP_SECRET_KEY,
    webhookSecrets: settings.PSP_WEBHOOK_SECRET,
  });
}
