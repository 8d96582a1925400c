import type { Range } from './chance.ts';
import type { tastes } from './wine-tastes.ts';

export type WineRegion = {
  country: string;
  region: string;
  /** Follows “grown on”. */
  soil: readonly string[];
  /** Invented. */
  producers: readonly string[];
  /** Invented names of vineyards and bottlings. */
  bottlings: readonly string[];
  wines: readonly RegionalWine[];
};

export type RegionalWine = {
  name: string;
  grapes: readonly string[];
  colour: 'Red' | 'White' | 'Rosé';
  euros: Range;
  abv: Range;
  taste: keyof typeof tastes;
  style: 'Still' | 'Sparkling' | 'Fortified';
  /** Blended across years, so it carries none. */
  nonVintage: boolean;
};

function red(name: string, grapes: [keyof typeof tastes, ...string[]], euros: Range): RegionalWine {
  return { ...still(name, grapes, euros), colour: 'Red', abv: [13, 14.5] };
}

function white(name: string, grapes: [keyof typeof tastes, ...string[]], euros: Range) {
  return still(name, grapes, euros);
}

function still(
  name: string,
  grapes: [keyof typeof tastes, ...string[]],
  euros: Range,
): RegionalWine {
  const [taste] = grapes;
  return {
    name,
    grapes,
    colour: 'White',
    euros,
    abv: [12, 13.5],
    taste,
    style: 'Still',
    nonVintage: false,
  };
}

function rose(name: string, grapes: string[], euros: Range): RegionalWine {
  return { ...still(name, ['Rosé'], euros), grapes, colour: 'Rosé' };
}

function sparkling(
  name: string,
  grapes: string[],
  euros: Range,
  differences: Partial<RegionalWine> = {},
): RegionalWine {
  const base = still(name, ['Sparkling'], euros);
  return { ...base, grapes, style: 'Sparkling', abv: [11, 12.5], ...differences };
}

function fortified(
  name: string,
  grapes: string[],
  euros: Range,
  differences: Partial<RegionalWine> = {},
): RegionalWine {
  const base = still(name, ['Port'], euros);
  return {
    ...base,
    grapes,
    colour: 'Red',
    style: 'Fortified',
    abv: [19, 20],
    nonVintage: true,
    ...differences,
  };
}

export const wineRegions: WineRegion[] = [
  {
    country: 'France',
    region: 'Burgundy',
    soil: ['limestone slopes', 'east-facing marl', 'limestone under old vines'],
    producers: ['Domaine Vasseur-Lenoir', 'Domaine Aubrelle', 'Maison Corvenay', 'Clos Petitjour'],
    bottlings: ['Les Hauts Ormeaux', 'Clos du Renard', 'En Bessay', 'Vieilles Vignes'],
    wines: [
      red('Bourgogne Rouge', ['Pinot Noir'], [16, 32]),
      red('Volnay', ['Pinot Noir'], [38, 85]),
      red('Mercurey', ['Pinot Noir'], [24, 45]),
      white('Chablis', ['Chardonnay'], [18, 42]),
      white('Meursault', ['Chardonnay'], [45, 110]),
      white('Mâcon-Villages', ['Chardonnay'], [13, 24]),
      sparkling('Crémant de Bourgogne Brut', ['Chardonnay', 'Pinot Noir'], [14, 24], {
        nonVintage: true,
      }),
    ],
  },
  {
    country: 'France',
    region: 'Beaujolais',
    soil: ['pink granite', 'decomposed granite and sand'],
    producers: ['Domaine des Trois Sabots', 'Château de Lorvigny', 'Famille Brassac'],
    bottlings: ['La Roche Pourpre', 'Sous le Bois', 'Cuvée du Forgeron', 'Les Griottes'],
    wines: [
      red('Morgon', ['Gamay'], [14, 28]),
      red('Fleurie', ['Gamay'], [14, 27]),
      red('Beaujolais-Villages', ['Gamay'], [9, 16]),
    ],
  },
  {
    country: 'France',
    region: 'Bordeaux',
    soil: ['deep gravel', 'clay and limestone', 'a gravel ridge above the river'],
    producers: [
      'Château Bellemarque',
      'Château La Tour Sarmance',
      'Château Grand-Peyral',
      'Clos Montferran',
    ],
    bottlings: ['Réserve du Château', 'Les Allées', 'Le Second Pas', 'Cuvée Héloïse'],
    wines: [
      red('Saint-Émilion Grand Cru', ['Merlot', 'Cabernet Franc'], [26, 80]),
      red('Haut-Médoc', ['Cabernet Sauvignon', 'Merlot'], [18, 48]),
      red('Pauillac', ['Cabernet Sauvignon', 'Merlot'], [45, 140]),
      red('Castillon Côtes de Bordeaux', ['Merlot', 'Cabernet Franc'], [11, 22]),
      white('Pessac-Léognan Blanc', ['Sauvignon Blanc', 'Semillon'], [22, 55]),
    ],
  },
  {
    country: 'France',
    region: 'the Rhône Valley',
    soil: ['sun-baked galets', 'granite terraces', 'sandy clay and limestone'],
    producers: ['Domaine Sauzet-Marin', 'Mas des Cigalières', 'Domaine Roquefière', 'Clos Ventail'],
    bottlings: ['Terre de Mistral', 'Les Restanques', 'Pierre Blanche', 'La Combe Haute'],
    wines: [
      red('Côtes du Rhône', ['Grenache', 'Syrah'], [9, 17]),
      red('Gigondas', ['Grenache', 'Syrah', 'Mourvèdre'], [18, 38]),
      red('Châteauneuf-du-Pape', ['Grenache', 'Mourvèdre'], [34, 90]),
      red('Crozes-Hermitage', ['Syrah'], [17, 34]),
      red('Saint-Joseph', ['Syrah'], [21, 42]),
      white('Condrieu', ['Viognier'], [38, 70]),
      rose('Tavel', ['Grenache', 'Cinsault'], [12, 22]),
    ],
  },
  {
    country: 'France',
    region: 'the Loire',
    soil: ['tuffeau limestone', 'flint and clay', 'schist above the river'],
    producers: ['Domaine de la Haute Luce', 'Clos Gourmelle', 'Domaine Pérouard'],
    bottlings: ['Les Silex', 'La Butte aux Merles', 'Cuvée Saint-Brice', 'Les Perrières'],
    wines: [
      white('Sancerre', ['Sauvignon Blanc'], [17, 36]),
      white('Vouvray Sec', ['Chenin Blanc'], [14, 30]),
      white('Savennières', ['Chenin Blanc'], [20, 40]),
      red('Chinon', ['Cabernet Franc'], [12, 26]),
      red('Saumur-Champigny', ['Cabernet Franc'], [12, 24]),
      sparkling('Crémant de Loire Brut', ['Chenin Blanc', 'Chardonnay'], [12, 20], {
        nonVintage: true,
      }),
    ],
  },
  {
    country: 'France',
    region: 'Champagne',
    soil: ['pure chalk', 'chalk on the north-facing slopes'],
    producers: ['Champagne Delorval', 'Champagne Hautecœur & Fils', 'Champagne Marisse Tellier'],
    bottlings: ['Cuvée Solstice', 'Terres Blanches', 'Premier Cru', 'Les Craies'],
    wines: [
      sparkling('Champagne Brut', ['Pinot Noir', 'Chardonnay', 'Meunier'], [32, 55], {
        nonVintage: true,
      }),
      sparkling('Champagne Blanc de Blancs', ['Chardonnay'], [42, 85]),
      sparkling('Champagne Brut Rosé', ['Pinot Noir', 'Chardonnay'], [40, 70], {
        colour: 'Rosé',
        nonVintage: true,
      }),
    ],
  },
  {
    country: 'France',
    region: 'Alsace',
    soil: ['pink sandstone', 'steep granite', 'marl and limestone'],
    producers: ['Domaine Hirschenberg', 'Maison Klipfelmann', 'Domaine Sibold'],
    bottlings: ['Altweg', 'Sonnenrain', 'Vieilles Vignes', 'Kirchgarten'],
    wines: [
      white('Riesling', ['Riesling'], [13, 34]),
      white('Pinot Gris', ['Pinot Gris'], [13, 30]),
      white('Gewürztraminer', ['Gewürztraminer'], [14, 30]),
    ],
  },
  {
    country: 'France',
    region: 'Provence',
    soil: ['schist and sand', 'stony clay within sight of the sea'],
    producers: ['Château Mirabeille', 'Domaine des Aiguilles Bleues', 'Mas Pomponne'],
    bottlings: ['Plein Sud', 'Cuvée Mimosa', 'Calanque', 'Heure Dorée'],
    wines: [
      rose('Côtes de Provence Rosé', ['Grenache', 'Cinsault', 'Syrah'], [11, 24]),
      rose('Bandol Rosé', ['Mourvèdre', 'Cinsault'], [18, 32]),
      white('Cassis Blanc', ['Vermentino'], [16, 28]),
    ],
  },
  {
    country: 'Italy',
    region: 'Tuscany',
    soil: ['galestro schist', 'stony hillside clay', 'high, windy slopes'],
    producers: ['Fattoria Belcampo', 'Podere Santa Fiora', 'Tenuta Querciarossa', 'Casa Lunardi'],
    bottlings: ['Il Ginepro', 'Poggio al Falco', 'La Chiocciola', 'Vigna del Prete'],
    wines: [
      red('Chianti Classico', ['Sangiovese'], [14, 28]),
      red('Chianti Classico Riserva', ['Sangiovese'], [22, 45]),
      red('Brunello di Montalcino', ['Sangiovese'], [42, 110]),
      red('Rosso di Montalcino', ['Sangiovese'], [18, 32]),
      white('Vermentino Toscana', ['Vermentino'], [11, 19]),
    ],
  },
  {
    country: 'Italy',
    region: 'Piedmont',
    soil: ['calcareous marl', 'steep slopes of blue-grey marl'],
    producers: ['Cascina Rubatto', 'Fratelli Morandengo', 'Azienda Valdossola', 'Cascina Tre Noci'],
    bottlings: ['Bric dei Sorì', 'Vigna Nebbie', 'La Meridiana', 'Rocche Vecchie'],
    wines: [
      red('Barolo', ['Nebbiolo'], [38, 120]),
      red('Barbaresco', ['Nebbiolo'], [32, 80]),
      red('Langhe Nebbiolo', ['Nebbiolo'], [16, 28]),
      red('Barbera d’Asti', ['Barbera'], [11, 22]),
    ],
  },
  {
    country: 'Italy',
    region: 'Veneto',
    soil: ['volcanic basalt', 'terraced hillsides', 'morainic gravel'],
    producers: ['Cantina Zorzanello', 'Tenuta Le Vigolette', 'Corte Marzemin'],
    bottlings: ['Monte Tondello', 'Col delle Rive', 'Campo Fiorito', 'Le Caselle'],
    wines: [
      white('Soave Classico', ['Garganega'], [10, 20]),
      sparkling('Prosecco Superiore Brut', ['Glera'], [11, 19], {
        taste: 'Prosecco',
        nonVintage: true,
      }),
      rose('Bardolino Chiaretto', ['Corvina', 'Rondinella'], [9, 15]),
    ],
  },
  {
    country: 'Spain',
    region: 'Rioja',
    soil: ['chalky clay', 'high, stony terraces', 'red clay over limestone'],
    producers: ['Bodegas Arteaga del Val', 'Viña Somontera', 'Bodegas Peñaluz', 'Finca Urrechea'],
    bottlings: ['Monte Lentisco', 'La Encina Sola', 'Viña Calandria', 'Dominio Viejo'],
    wines: [
      red('Rioja Crianza', ['Tempranillo', 'Garnacha'], [9, 18]),
      red('Rioja Reserva', ['Tempranillo', 'Graciano'], [16, 34]),
      red('Rioja Gran Reserva', ['Tempranillo', 'Graciano'], [28, 65]),
    ],
  },
  {
    country: 'Spain',
    region: 'Galicia',
    soil: ['granite sand near the Atlantic', 'damp, mossy granite'],
    producers: ['Pazo Camboeiro', 'Adega Ribalonga', 'Adega As Lapas'],
    bottlings: ['Lareira', 'Brisa do Mar', 'Os Penedos', 'A Ponte'],
    wines: [
      white('Rías Baixas Albariño', ['Albariño'], [13, 25]),
      red('Valdeorras', ['Mencía'], [12, 24]),
    ],
  },
  {
    country: 'Spain',
    region: 'Castile and León',
    soil: ['high, pebbly plateau', 'slate and clay', 'river gravel at 800 metres'],
    producers: ['Bodegas Tres Almendros', 'Viñedos Montejarro', 'Bodega La Trilla'],
    bottlings: ['Páramo', 'El Colmenar', 'Cuesta Larga', 'Los Abuelos'],
    wines: [
      white('Rueda Verdejo', ['Verdejo'], [8, 15]),
      red('Bierzo', ['Mencía'], [12, 26]),
      red('Ribera del Duero', ['Tempranillo'], [18, 52]),
    ],
  },
  {
    country: 'Spain',
    region: 'Catalonia',
    soil: ['black llicorella slate', 'chalky clay inland from Barcelona'],
    producers: ['Mas Ventalló Vell', 'Celler Puigcerver', 'Cellers de la Mainada'],
    bottlings: ['Els Avis', 'Pedra Seca', 'La Tramuntana', 'Sis Germans'],
    wines: [
      red('Priorat', ['Grenache', 'Carignan'], [24, 70]),
      red('Montsant', ['Grenache', 'Carignan'], [12, 26]),
      sparkling('Cava Brut Nature', ['Xarel·lo', 'Macabeo', 'Parellada'], [10, 22]),
    ],
  },
  {
    country: 'Spain',
    region: 'Jerez',
    soil: ['white albariza chalk'],
    producers: ['Bodegas Alcaudín', 'Hijos de Rafael Montalbo'],
    bottlings: ['La Garrocha', 'Solera Vieja', 'En Rama', 'La Balandra'],
    wines: [
      fortified('Fino Sherry', ['Palomino'], [11, 24], {
        colour: 'White',
        taste: 'Sherry',
        abv: [15, 15.5],
      }),
      fortified('Amontillado Sherry', ['Palomino'], [16, 40], {
        colour: 'White',
        taste: 'Sherry',
        abv: [17, 18.5],
      }),
    ],
  },
  {
    country: 'Portugal',
    region: 'the Douro',
    soil: ['schist terraces', 'sun-baked schist'],
    producers: ['Quinta da Rolinha', 'Quinta do Vale Escuro', 'Casa Teixoso'],
    bottlings: ['Socalcos', 'Vinhas da Avó', 'Xisto', 'Encosta Sul'],
    wines: [
      red('Douro Tinto', ['Touriga Nacional', 'Touriga Franca'], [10, 28]),
      red('Douro Reserva', ['Touriga Nacional', 'Tinta Roriz'], [18, 45]),
      fortified('Tawny Port 10 Years', ['Touriga Franca', 'Tinta Roriz'], [22, 36]),
      fortified('Tawny Port 20 Years', ['Touriga Franca', 'Tinta Roriz'], [42, 65]),
      fortified('Late Bottled Vintage Port', ['Touriga Nacional', 'Touriga Franca'], [17, 28], {
        nonVintage: false,
      }),
    ],
  },
  {
    country: 'Germany',
    region: 'the Mosel',
    soil: ['steep blue slate', 'red slate above the river'],
    producers: ['Weingut Kaltenborner', 'Weingut Steffens-Aue', 'Weingut Lorenz Thielmann'],
    bottlings: ['Himmelsteig', 'Alte Reben', 'Schieferfels', 'Fährhaus'],
    wines: [
      white('Riesling Trocken', ['Riesling'], [11, 26]),
      white('Riesling Kabinett', ['Riesling'], [12, 24]),
      white('Riesling Spätlese', ['Riesling'], [17, 38]),
    ],
  },
  {
    country: 'Austria',
    region: 'the Kamptal',
    soil: ['loess terraces', 'primary rock above the river', 'warm gravel and loam'],
    producers: ['Weingut Haberfellner', 'Weingut Zur Alten Presse', 'Winzerhof Mitterlehen'],
    bottlings: ['Am Bühel', 'Steinleiten', 'Von den Terrassen', 'Kellergasse'],
    wines: [
      white('Grüner Veltliner', ['Grüner Veltliner'], [10, 28]),
      white('Riesling', ['Riesling'], [13, 30]),
    ],
  },
  {
    country: 'Austria',
    region: 'Burgenland',
    soil: ['heavy clay and slate', 'chalky hills above the lake'],
    producers: ['Weingut Pannonhof', 'Weingut Rosalia Tschank'],
    bottlings: ['Ried Hochkreuz', 'Alter Garten', 'Storchennest'],
    wines: [red('Blaufränkisch', ['Blaufränkisch'], [12, 28])],
  },
  {
    country: 'Hungary',
    region: 'Tokaj',
    soil: ['volcanic clay'],
    producers: ['Mezőhegy Pincészet', 'Szarvaskút Birtok'],
    bottlings: ['Öreg Dűlő', 'Birtok', 'Palota'],
    wines: [white('Dry Furmint', ['Furmint'], [12, 28])],
  },
  {
    country: 'Greece',
    region: 'Santorini',
    soil: ['black volcanic sand', 'pumice and ash'],
    producers: ['Ktima Anemolia', 'Kaldera Oinopoieio'],
    bottlings: ['Nychteri', 'Meltemi', 'Aspa'],
    wines: [white('Assyrtiko', ['Assyrtiko'], [18, 40])],
  },
  {
    country: 'England',
    region: 'Sussex',
    soil: ['South Downs chalk', 'greensand slopes'],
    producers: ['Fernlow Estate', 'Chalkwell Down', 'Ashcombe Hythe'],
    bottlings: ['Skylark', 'The Warren', 'Long Furlong', 'Seven Sisters'],
    wines: [
      sparkling('Brut Reserve', ['Chardonnay', 'Pinot Noir', 'Meunier'], [28, 45]),
      sparkling('Sparkling Rosé', ['Pinot Noir'], [32, 48], { colour: 'Rosé' }),
      white('Chardonnay', ['Chardonnay'], [18, 30]),
    ],
  },
  {
    country: 'Argentina',
    region: 'Mendoza',
    soil: ['high alluvial stones', 'chalky soils at 1,200 metres'],
    producers: ['Bodega Altos del Cóndor Viejo', 'Finca Las Jarillas', 'Bodega Piedrafonda'],
    bottlings: ['Zonda', 'Los Álamos Quietos', 'Cordón Alto', 'Gran Acequia'],
    wines: [
      red('Malbec', ['Malbec'], [10, 24]),
      red('Malbec Reserva', ['Malbec'], [17, 40]),
      red('Cabernet Sauvignon', ['Cabernet Sauvignon'], [11, 26]),
    ],
  },
  {
    country: 'Chile',
    region: 'the Central Valley',
    soil: ['alluvial gravel', 'cool, ocean-facing hills'],
    producers: ['Viña Peumayén', 'Viña Casa Lingue'],
    bottlings: ['Los Boldos Altos', 'Camanchaca', 'Puelche', 'Legado'],
    wines: [
      red('Carmenère', ['Carmenère'], [8, 19]),
      red('Cabernet Sauvignon', ['Cabernet Sauvignon'], [8, 24]),
      white('Sauvignon Blanc', ['Sauvignon Blanc'], [8, 16]),
    ],
  },
  {
    country: 'United States',
    region: 'California',
    soil: ['foggy coastal hills', 'red loam', 'benchland gravel'],
    producers: ['Tumbledown Ridge', 'Quail & Canyon', 'Hollis Creek Vineyards', 'Marrow Hill'],
    bottlings: ['Old Orchard', 'Fogline', 'Stagecoach Road', 'Block Nine'],
    wines: [
      red('Cabernet Sauvignon', ['Cabernet Sauvignon'], [24, 95]),
      red('Zinfandel', ['Zinfandel'], [17, 38]),
      red('Pinot Noir', ['Pinot Noir'], [24, 60]),
      white('Chardonnay', ['Chardonnay'], [18, 50]),
    ],
  },
  {
    country: 'New Zealand',
    region: 'Marlborough',
    soil: ['stony river terraces', 'windswept gravel'],
    producers: ['Tussock Bay', 'Kererū Point', 'Long Shingle'],
    bottlings: ['Awatere Steps', 'Southerly', 'Driftwood', 'Home Block'],
    wines: [
      white('Sauvignon Blanc', ['Sauvignon Blanc'], [11, 22]),
      red('Pinot Noir', ['Pinot Noir'], [16, 36]),
    ],
  },
  {
    country: 'Australia',
    region: 'South Australia',
    soil: ['ancient red earth', 'ironstone over clay', 'cool hill country'],
    producers: ['Galah & Sons', 'Red Gum Crossing', 'Paddock Thirteen'],
    bottlings: ['The Shearer', 'Dry Creek Bed', 'Grandfather Block', 'Corella'],
    wines: [
      red('Shiraz', ['Syrah'], [13, 48]),
      red('Cabernet Sauvignon', ['Cabernet Sauvignon'], [13, 38]),
      red('Grenache', ['Grenache'], [14, 34]),
      white('Riesling', ['Riesling'], [12, 24]),
    ],
  },
  {
    country: 'South Africa',
    region: 'the Western Cape',
    soil: ['decomposed granite', 'dry-farmed shale'],
    producers: ['Rietvlakte', 'Kraaibos Family Wines', 'Oudekopje'],
    bottlings: ['Fynbos', 'Die Skuur', 'Cape Robin', 'Ou Bosstok'],
    wines: [
      white('Chenin Blanc', ['Chenin Blanc'], [9, 28]),
      red('Syrah', ['Syrah'], [12, 32]),
      white('Sauvignon Blanc', ['Sauvignon Blanc'], [9, 17]),
    ],
  },
];
