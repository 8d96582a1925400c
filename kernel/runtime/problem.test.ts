import { statusOf } from './problem.ts';

it.each([
  ['PRODUCT_NOT_FOUND', 404],
  ['PRODUCT_CHANGED', 409],
  ['CHANGED_MEANWHILE', 409],
  ['SKU_TAKEN', 409],
  ['IMPORT_TAKEN_OVER', 409],
  ['CATEGORY_IN_USE', 409],
  ['INVALID_SEARCH', 400],
])('a refusal by %s has the status %i', (code, status) => {
  expect(statusOf({ code })).toBe(status);
});
