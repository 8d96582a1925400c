/**
 * A plugin of graphql-codegen: writes the operations of the given documents, each with the fragments that it uses, as a
 * manifest of persisted queries, which SAFELIST names.
 * Source: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format
 */
import { createHash } from 'node:crypto';
import { Kind, concatAST, print, separateOperations } from 'graphql';

export function plugin(_schema, documents) {
  const all = concatAST(documents.flatMap(({ document }) => document ?? []));
  const operations = Object.entries(separateOperations(all)).map(([name, document]) => {
    const body = print(document);
    const id = createHash('sha256').update(body).digest('hex');
    const { operation } = document.definitions.find(isOperation);
    return { id, name, type: operation, body };
  });
  const byName = operations.toSorted((a, b) => a.name.localeCompare(b.name));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: byName };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const isOperation = ({ kind }) => kind === Kind.OPERATION_DEFINITION;
