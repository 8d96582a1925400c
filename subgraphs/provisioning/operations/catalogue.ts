import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export const ProvisioningVariantsDocument = `query ProvisioningVariants($ids: [ID!]!) { variants(ids: $ids) { id provisioning } }` as unknown as DocumentTypeDecoration<{ variants: ({ id: string; provisioning: 'SHIPMENT' | 'LICENCE_KEY' } | null)[] }, { ids: string[] }> & string;
