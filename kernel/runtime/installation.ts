import { bootstrapDatabase } from '../persistence/bootstrap.ts';
import { migrateDatabase } from '../persistence/migrate.ts';
import { type Roles, rolesOf, withLogin } from '../persistence/roles.ts';
import { type Context, migratable } from './context.ts';
import { InstallationSecret } from './secret.ts';
import { type Settings, SettingsError, contextSetting } from './settings.ts';

/** Settings made concrete: where the database is and who may enter it. */
export class Installation {
  readonly secret: InstallationSecret;
  readonly roles: Roles;

  /** @throws {SettingsError} without COMPTOIR_SECRET */
  constructor(readonly settings: Settings) {
    if (!settings.COMPTOIR_SECRET)
      throw new SettingsError('Set COMPTOIR_SECRET to at least 32 random characters.');
    this.secret = new InstallationSecret(settings.COMPTOIR_SECRET);
    this.roles = rolesOf(settings.DATABASE_ROLE_PREFIX);
  }

  /** As a context's service. */
  contextUrl(context: string): string {
    return (
      contextSetting(this.settings, context, 'DATABASE_URL') ??
      this.urlFor(this.roles.service(context))
    );
  }

  /** As the workflow engine. */
  workflowUrl(): string {
    return this.settings.WORKFLOW_DATABASE_URL ?? this.urlFor(this.roles.workflow);
  }

  /** Creates roles and schemas and brings them up to date. Needs a DATABASE_URL that may. */
  async migrate(contexts: readonly Context[]): Promise<void> {
    await bootstrapDatabase({
      adminUrl: this.adminUrl(),
      roles: this.roles,
      contexts: contexts.map(({ name }) => name),
      passwordOf: (role) => this.passwordOf(role),
    });
    await migrateDatabase({
      url: this.urlFor(this.roles.migrator),
      roles: this.roles,
      contexts: contexts.map(migratable),
    });
  }

  private urlFor(role: string): string {
    return withLogin(this.adminUrl(), role, this.passwordOf(role));
  }

  private passwordOf(role: string): string {
    return this.secret.derive(`database role ${role}`);
  }

  private adminUrl(): string {
    if (!this.settings.DATABASE_URL)
      throw new SettingsError('Set DATABASE_URL, or the DATABASE_URL of this context.');
    return this.settings.DATABASE_URL;
  }
}
