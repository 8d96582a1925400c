/** A country by ISO 3166-1 alpha-2, such as US, or a part of one by ISO 3166-2, such as US-UT. */
export const REGION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;
