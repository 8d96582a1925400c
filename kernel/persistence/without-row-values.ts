/**
 * An error's message or stack without PostgreSQL's detail, which the ORM appends and which quotes the row that was
 * refused: names, addresses, secrets.
 */
export const withoutRowValues = (text: string): string =>
  text.replaceAll(/\n - detail: [\s\S]*?(?=\n {4}at |$)/g, '');
