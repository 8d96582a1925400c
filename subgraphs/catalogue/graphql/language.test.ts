import { languageAccepted, languageOf } from './language.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';

describe('the language of an answer', () => {
  it.each([
    [null, 'en'],
    ['*', 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['nl, fr;q=0.7, it;q=0.8', 'it'],
    ['nl', 'en'],
    ['en;q=0.5, es', 'es'],
    ['de;q=0, nonsense;;', 'en'],
  ])('is the one that is liked best of %j: %s', (header, language) => {
    expect(languageAccepted(header)).toBe(language);
  });

  it('is the one that is asked for, whatever the client reads', () => {
    const request = { acceptLanguage: 'de' } as GraphRequest;
    expect(languageOf(request, 'fr')).toBe('fr');
    expect(languageOf(request, null)).toBe('de');
  });
});
