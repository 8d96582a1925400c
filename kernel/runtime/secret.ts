import { createHmac } from 'node:crypto';

/**
 * The one secret of an installation. Every other one that Comptoir makes up for itself (database passwords, service
 * credentials, signing keys' wrapping) is derived from it by purpose, so that there is one thing to keep safe.
 */
export class InstallationSecret {
  constructor(private readonly master: string) {}

  /** 256 bits for `purpose`, in base64url. The same purpose always gives the same secret. */
  derive(purpose: string): string {
    return createHmac('sha256', this.master).update(purpose).digest('base64url');
  }
}
