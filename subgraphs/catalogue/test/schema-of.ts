import { newId } from '#kernel/domain/id.ts';
import type { Attribute } from '../domain/attribute.ts';
import type { ProductSchema, TypedAttribute } from '../domain/product-type.ts';

type Wish = { readonly facts?: Partial<Attribute>; readonly required?: boolean };

/** One type, of whose products these attributes may be said: texts, unless something else is wished. */
export function schemaOf(type: string, wishes: Readonly<Record<string, Wish>>): ProductSchema {
  const attributes = Object.entries(wishes).map(([name, { facts }]): Attribute => ({
    id: newId('att'),
    version: 1,
    name,
    kind: 'TEXT',
    unit: null,
    label: name,
    labels: {},
    choices: [],
    ...facts,
  }));
  const own = Object.entries(wishes).map(([name, { required = false }]): TypedAttribute => ({
    name,
    required,
  }));
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    types: new Map([
      [type, { id: newId('pty'), version: 1, name: type, names: {}, attributes: own }],
    ]),
    products: new Set(),
  };
}
