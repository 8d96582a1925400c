import type { SeedOption, SeedProduct } from './types.ts';

/** What options are called in German, French, Spanish and Italian. */
const OPTIONS = `
Bottle | Flasche | Bouteille | Botella | Bottiglia
Colour | Farbe | Couleur | Color | Colore
Diameter | Durchmesser | Diamètre | Diámetro | Diametro
Flex | Kabel | Câble | Cable | Cavo
Format | Format | Format | Formato | Formato
Glaze | Glasur | Émail | Esmalte | Smalto
Grind | Mahlgrad | Mouture | Molienda | Macinatura
Handle | Griff | Manche | Mango | Manico
Jar | Glas | Pot | Tarro | Vasetto
Pack | Packung | Lot | Paquete | Confezione
Paper size | Papierformat | Format du papier | Tamaño del papel | Formato carta
Pieces | Teile | Pièces | Piezas | Pezzi
Ruling | Lineatur | Réglure | Pauta | Rigatura
Seats | Plätze | Postes | Puestos | Postazioni
Set | Set | Jeu | Juego | Set
Size | Größe | Taille | Talla | Taglia
Term | Laufzeit | Durée | Plazo | Durata
Tin | Dose | Boîte | Lata | Barattolo
Weight | Gewicht | Poids | Peso | Peso`;

/** The same of their values, wherever they stand. */
const VALUES = `
Black | Schwarz | Noir | Negro | Nero
Blush | Zartrosa | Rose poudré | Rosa empolvado | Rosa cipria
Bottle Green | Flaschengrün | Vert bouteille | Verde botella | Verde bottiglia
Burgundy | Burgunderrot | Lie-de-vin | Rojo burdeos | Rosso borgogna
Chalk | Kreideweiß | Blanc craie | Blanco tiza | Bianco gesso
Cream | Cremeweiß | Blanc crème | Blanco crema | Bianco crema
Ecru | Naturweiß | Écru | Crudo | Ecrù
Flax | Flachs | Beige lin | Beige lino | Beige lino
Forest | Waldgrün | Vert forêt | Verde bosque | Verde bosco
Graphite | Graphit | Gris graphite | Gris grafito | Grigio grafite
Grey Marl | Grau meliert | Gris chiné | Gris jaspeado | Grigio mélange
Ink Blue | Tintenblau | Bleu encre | Azul tinta | Blu inchiostro
Midnight | Nachtblau | Bleu nuit | Azul noche | Blu notte
Moss | Moosgrün | Vert mousse | Verde musgo | Verde muschio
Mustard | Senfgelb | Jaune moutarde | Amarillo mostaza | Giallo senape
Navy | Marineblau | Bleu marine | Azul marino | Blu navy
Ochre | Ocker | Ocre | Ocre | Ocra
Petrol | Petrol | Bleu pétrole | Azul petróleo | Blu petrolio
Red | Rot | Rouge | Rojo | Rosso
Rust | Rostrot | Rouille | Teja | Ruggine
Sage | Salbeigrün | Vert sauge | Verde salvia | Verde salvia
Sand | Sandbeige | Beige sable | Beige arena | Beige sabbia
Signal Orange | Signalorange | Orange vif | Naranja vivo | Arancio vivo
Sky | Himmelblau | Bleu ciel | Azul cielo | Celeste
Slate | Schiefergrau | Gris ardoise | Gris pizarra | Grigio ardesia
White | Weiß | Blanc | Blanco | Bianco
Linen | Leinen | Lin | Lino | Lino
Walnut | Nussbaum | Noyer | Nogal | Noce
Bottle, 70 cl | Flasche, 70 cl | Bouteille, 70 cl | Botella, 70 cl | Bottiglia, 70 cl
Bottle, 75 cl | Flasche, 75 cl | Bouteille, 75 cl | Botella, 75 cl | Bottiglia, 75 cl
Case of 6 bottles | Kiste mit 6 Flaschen | Caisse de 6 bouteilles | Caja de 6 botellas | Cassa da 6 bottiglie
Half bottle, 35 cl | Halbe Flasche, 35 cl | Demi-bouteille, 35 cl | Media botella, 35 cl | Mezza bottiglia, 35 cl
Half bottle, 37.5 cl | Halbe Flasche, 37,5 cl | Demi-bouteille, 37,5 cl | Media botella, 37,5 cl | Mezza bottiglia, 37,5 cl
Sample, 5 cl | Probe, 5 cl | Échantillon, 5 cl | Muestra, 5 cl | Campione, 5 cl
1 bottle, 33 cl | 1 Flasche, 33 cl | 1 bouteille, 33 cl | 1 botella, 33 cl | 1 bottiglia, 33 cl
6 bottles | 6 Flaschen | 6 bouteilles | 6 botellas | 6 bottiglie
12 bottles | 12 Flaschen | 12 bouteilles | 12 botellas | 12 bottiglie
24 bottles | 24 Flaschen | 24 bouteilles | 24 botellas | 24 bottiglie
1 bar | 1 Tafel | 1 tablette | 1 tableta | 1 tavoletta
5 bars | 5 Tafeln | 5 tablettes | 5 tabletas | 5 tavolette
Filter | Filter | Filtre | Filtro | Filtro
Whole bean | Ganze Bohnen | En grains | En grano | In grani
Single | Einzeln | À l’unité | Individual | Singolo
Double | Doppelt | Double | Doble | Doppio
Pack of 3 | 3er-Pack | Lot de 3 | Paquete de 3 | Confezione da 3
Set of 2 | 2er-Set | Lot de 2 | Juego de 2 | Set da 2
Set of 4 | 4er-Set | Lot de 4 | Juego de 4 | Set da 4
Set of 6 | 6er-Set | Lot de 6 | Juego de 6 | Set da 6
Hardback | Gebunden | Relié | Tapa dura | Copertina rigida
Large print | Großdruck | Gros caractères | Letra grande | Caratteri grandi
Paperback | Taschenbuch | Livre de poche | Libro de bolsillo | Tascabile
Dotted | Gepunktet | Pointillé | Punteado | A puntini
Lined | Liniert | Ligné | Rayado | A righe
Plain | Blanko | Uni | Liso | Senza righe
Squared | Kariert | Quadrillé | Cuadriculado | A quadretti
500 pieces | 500 Teile | 500 pièces | 500 piezas | 500 pezzi
1,000 pieces | 1000 Teile | 1 000 pièces | 1000 piezas | 1000 pezzi
1 user | 1 Nutzer | 1 utilisateur | 1 usuario | 1 utente
5 users | 5 Nutzer | 5 utilisateurs | 5 usuarios | 5 utenti
1 year | 1 Jahr | 1 an | 1 año | 1 anno
3 years | 3 Jahre | 3 ans | 3 años | 3 anni`;

const tableOf = (table: string): Map<string, Record<string, string>> =>
  new Map(
    table
      .trim()
      .split('\n')
      .map((row) => {
        const [english, de, fr, es, it] = row.split(' | ');
        return [english!, { de: de!, fr: fr!, es: es!, it: it! }];
      }),
  );

const [options, values] = [tableOf(OPTIONS), tableOf(VALUES)];

/** All options that products have, by name, with what they and their values are called. */
export function optionsOf(products: readonly SeedProduct[]): SeedOption[] {
  const offered = Map.groupBy(
    products.flatMap((product) => product.options),
    ({ name }) => name,
  );
  return [...offered].map(([name, all]) => ({
    name,
    names: options.get(name) ?? {},
    choices: [...new Set(all.flatMap((option) => option.values))].flatMap((value) => {
      const names = values.get(value);
      return names ? [{ value, names }] : [];
    }),
  }));
}
