import type { SeedAttribute, SeedProduct, SeedProductType } from './types.ts';

type Definition = Omit<SeedAttribute, 'name' | 'choices'>;

const text = (label: string, de: string, fr: string, es: string, it: string): Definition => ({
  kind: 'TEXT',
  unit: null,
  label,
  labels: { de, fr, es, it },
});
const choice = (...called: Parameters<typeof text>): Definition => ({
  ...text(...called),
  kind: 'ENUM',
});
const count = (unit: string | null, ...called: Parameters<typeof text>): Definition => ({
  ...text(...called),
  kind: 'NUMBER',
  unit,
});

/** What can be said of the shop's products. The choices of each ENUM are those that some product has made. */
const definitions: Readonly<Record<string, Definition>> = {
  age: count('years', 'Age', 'Alter', 'Âge', 'Edad', 'Età'),
  artist: text('Artist', 'Künstler', 'Artiste', 'Artista', 'Artista'),
  author: text('Author', 'Autor', 'Auteur', 'Autor', 'Autore'),
  caffeine: choice('Caffeine', 'Koffein', 'Caféine', 'Cafeína', 'Caffeina'),
  cask: text('Cask', 'Fass', 'Fût', 'Barrica', 'Botte'),
  collection: text('Collection', 'Kollektion', 'Collection', 'Colección', 'Collezione'),
  colour: choice('Colour', 'Farbe', 'Couleur', 'Color', 'Colore'),
  country: text('Country', 'Land', 'Pays', 'País', 'Paese'),
  delivery: choice('Delivery', 'Lieferung', 'Livraison', 'Entrega', 'Consegna'),
  edition: text('Edition', 'Ausgabe', 'Édition', 'Edición', 'Edizione'),
  farming: choice('Farming', 'Anbau', 'Culture', 'Cultivo', 'Coltivazione'),
  flavour: text('Flavour', 'Geschmack', 'Goût', 'Sabor', 'Gusto'),
  fromAge: count('years', 'From age', 'Ab Alter', 'Dès l’âge de', 'Desde la edad', 'Dall’età di'),
  genre: choice('Genre', 'Gattung', 'Genre', 'Género', 'Genere'),
  grape: text('Grape', 'Rebsorte', 'Cépage', 'Uva', 'Vitigno'),
  kind: text('Kind', 'Art', 'Sorte', 'Tipo', 'Tipo'),
  language: choice('Language', 'Sprache', 'Langue', 'Idioma', 'Lingua'),
  madeIn: text('Made in', 'Hergestellt in', 'Fabriqué en', 'Hecho en', 'Prodotto in'),
  material: text('Material', 'Material', 'Matière', 'Material', 'Materiale'),
  mechanism: choice('Mechanism', 'Mechanismus', 'Mécanisme', 'Mecánica', 'Meccanica'),
  minutes: count('min', 'Duration', 'Dauer', 'Durée', 'Duración', 'Durata'),
  motif: text('Motif', 'Motiv', 'Motif', 'Motivo', 'Motivo'),
  pages: count(null, 'Pages', 'Seiten', 'Pages', 'Páginas', 'Pagine'),
  platform: choice('Platform', 'Plattform', 'Plateforme', 'Plataforma', 'Piattaforma'),
  players: choice('Players', 'Spieler', 'Joueurs', 'Jugadores', 'Giocatori'),
  process: choice('Process', 'Aufbereitung', 'Traitement', 'Proceso', 'Lavorazione'),
  published: count(null, 'Published', 'Erschienen', 'Parution', 'Publicado', 'Pubblicato'),
  quality: text('Quality', 'Qualität', 'Qualité', 'Calidad', 'Qualità'),
  region: text('Region', 'Region', 'Région', 'Región', 'Regione'),
  roast: choice('Roast', 'Röstung', 'Torréfaction', 'Tueste', 'Tostatura'),
  scent: text('Scent', 'Duft', 'Senteur', 'Aroma', 'Profumo'),
  style: choice('Style', 'Stil', 'Style', 'Estilo', 'Stile'),
  technique: choice('Technique', 'Technik', 'Technique', 'Técnica', 'Tecnica'),
  variety: text('Variety', 'Varietät', 'Variété', 'Variedad', 'Varietà'),
  vegan: {
    ...text('Vegan', 'Vegan', 'Végan', 'Vegano', 'Vegano'),
    kind: 'BOOLEAN',
  },
  vintage: text('Vintage', 'Jahrgang', 'Millésime', 'Añada', 'Annata'),
};

/** What some choices are called, wherever they stand. */
const translations: Readonly<Record<string, readonly [string, string, string, string]>> = {
  Red: ['Rot', 'Rouge', 'Tinto', 'Rosso'],
  White: ['Weiß', 'Blanc', 'Blanco', 'Bianco'],
  Rosé: ['Rosé', 'Rosé', 'Rosado', 'Rosato'],
  Still: ['Still', 'Tranquille', 'Tranquilo', 'Fermo'],
  Sparkling: ['Schaumwein', 'Effervescent', 'Espumoso', 'Frizzante'],
  Fortified: ['Likörwein', 'Muté', 'Generoso', 'Liquoroso'],
  Organic: ['Biologisch', 'Biologique', 'Ecológico', 'Biologico'],
  Conventional: ['Konventionell', 'Conventionnel', 'Convencional', 'Convenzionale'],
  Light: ['Hell', 'Claire', 'Claro', 'Chiara'],
  Medium: ['Mittel', 'Moyenne', 'Medio', 'Media'],
  Dark: ['Dunkel', 'Foncée', 'Oscuro', 'Scura'],
};

function namesOf(value: string): Record<string, string> {
  const [de, fr, es, it] = translations[value] ?? [];
  return de === undefined ? {} : { de, fr: fr!, es: es!, it: it! };
}

/** All attributes that products have, by name. */
export function attributesOf(products: readonly SeedProduct[]): SeedAttribute[] {
  const values = valuesByAttribute(products);
  return [...values.keys()].toSorted().map((name) => {
    const definition = definitions[name];
    if (!definition) throw new RangeError(`The seed does not define the attribute ${name}.`);
    const choices = [...values.get(name)!]
      .toSorted()
      .map((value) => ({ value, names: namesOf(value) }));
    return { ...definition, name, choices: definition.kind === 'ENUM' ? choices : [] };
  });
}

function valuesByAttribute(products: readonly SeedProduct[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const { attributes } of products) {
    for (const [name, value] of Object.entries(attributes)) {
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return values;
}

/** The types that products have, and what these say. */
export function productTypesOf(products: readonly SeedProduct[]): SeedProductType[] {
  const byType = Map.groupBy(products, ({ productType }) => productType);
  return [...byType].map(([name, own]) => {
    return {
      name,
      names: typeNames[name] ?? {},
      attributes: [...new Set(own.flatMap(({ attributes }) => Object.keys(attributes)))].map(
        (attribute) => ({
          name: attribute,
          required: required[name]?.includes(attribute) ?? false,
        }),
      ),
    };
  });
}

/** Without these nobody would know what to buy. */
const required: Readonly<Record<string, readonly string[]>> = {
  wine: ['country', 'grape', 'colour'],
  beer: ['country', 'style'],
  coffee: ['country', 'roast'],
  tea: ['kind'],
  book: ['author', 'language'],
  software: ['platform'],
};

const typeNames: Readonly<Record<string, Record<string, string>>> = {
  wine: { de: 'Wein', fr: 'Vin', es: 'Vino', it: 'Vino' },
  beer: { de: 'Bier', fr: 'Bière', es: 'Cerveza', it: 'Birra' },
  spirits: { de: 'Spirituosen', fr: 'Spiritueux', es: 'Licores', it: 'Distillati' },
  coffee: { de: 'Kaffee', fr: 'Café', es: 'Café', it: 'Caffè' },
  tea: { de: 'Tee', fr: 'Thé', es: 'Té', it: 'Tè' },
  book: { de: 'Buch', fr: 'Livre', es: 'Libro', it: 'Libro' },
  software: { de: 'Software', fr: 'Logiciel', es: 'Software', it: 'Software' },
};
