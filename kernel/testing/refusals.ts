import type { DomainError } from '../domain/domain-error.ts';

/** @param errors the context's `domain/errors.ts` @param refusals one of each class in it */
export function describeRefusals(
  context: string,
  errors: object,
  refusals: readonly DomainError[],
): void {
  describe(`the refusals of ${context}`, () => {
    it.each(refusals.map((refusal) => [refusal.name, refusal] as const))(
      '%s has its name as its code and speaks in a sentence',
      (name, { code, message }) => {
        expect(code).toBe(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
        expect(message).toMatch(/^[A-Z].*\.$/);
      },
    );

    it('are all listed here', () => {
      expect(new Set(refusals.map(({ name }) => name))).toEqual(new Set(Object.keys(errors)));
    });
  });
}
