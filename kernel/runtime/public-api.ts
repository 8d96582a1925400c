/** Where programs ask that would rather not speak GraphQL. */
export const PUBLIC_API = '/api/v1';
