import { newId, stableId } from '#kernel/domain/id.ts';
import { Merchant } from '../domain/merchant.ts';
import { checkPassword } from '../domain/password.ts';
import { User } from '../domain/user.ts';
import { DEMO_LOGINS, DEMO_MERCHANTS, DEMO_PASSWORD } from './demo.ts';

describe('the demo', () => {
  it.each(DEMO_LOGINS)('has in $email somebody who could have registered', (login) => {
    checkPassword(DEMO_PASSWORD, login.email);
    const user = { ...login, id: newId('usr'), merchantId: null, registeredAt: new Date() };
    expect(new User(user).email).toBe(login.email);
  });

  it('has sellers only of merchants that are there', () => {
    const merchants = DEMO_MERCHANTS.map(
      ({ slug, name, country }) => new Merchant(stableId('mer', slug), slug, name, country),
    );
    const slugs = merchants.map(({ slug }) => slug);
    const sellers = DEMO_LOGINS.filter(({ roles }) => roles.includes('seller'));
    expect(slugs).toEqual(expect.arrayContaining(sellers.map(({ merchantSlug }) => merchantSlug)));
    expect(new Set(merchants.map(({ id }) => id)).size).toBe(merchants.length);
  });
});
