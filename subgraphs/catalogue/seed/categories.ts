import { translationsOf } from './trade-words.ts';
import type { SeedCategory } from './types.ts';

type Branch = [slug: string, name: string, children?: Branch[]];

const tree: Branch[] = [
  [
    'drinks',
    'Drinks',
    [
      [
        'wine',
        'Wine',
        [
          ['red-wine', 'Red wine'],
          ['white-wine', 'White wine'],
          ['rose-wine', 'Rosé wine'],
          ['sparkling-wine', 'Sparkling wine'],
          ['fortified-wine', 'Port and sherry'],
        ],
      ],
      [
        'beer',
        'Beer',
        [
          ['lager', 'Lager and pilsner'],
          ['pale-ale', 'Pale ale and IPA'],
          ['dark-beer', 'Stout and porter'],
          ['farmhouse-beer', 'Wheat, farmhouse and sour'],
        ],
      ],
      [
        'spirits',
        'Spirits',
        [
          ['whisky', 'Whisky'],
          ['gin', 'Gin'],
          ['rum', 'Rum'],
          ['brandy', 'Brandy'],
        ],
      ],
      [
        'coffee-and-tea',
        'Coffee and tea',
        [
          ['coffee', 'Coffee'],
          ['tea', 'Tea'],
        ],
      ],
    ],
  ],
  [
    'food',
    'Food',
    [
      [
        'pantry',
        'Pantry',
        [
          ['oil-and-vinegar', 'Oil and vinegar'],
          ['honey-and-preserves', 'Honey and preserves'],
        ],
      ],
      [
        'sweet-things',
        'Sweet things',
        [
          ['chocolate', 'Chocolate'],
          ['biscuits', 'Biscuits'],
        ],
      ],
    ],
  ],
  [
    'kitchen-and-table',
    'Kitchen and table',
    [
      [
        'kitchen',
        'Kitchen',
        [
          ['pans-and-pots', 'Pans and pots'],
          ['kitchen-knives', 'Kitchen knives'],
          ['coffee-equipment', 'Coffee equipment'],
        ],
      ],
      [
        'tableware',
        'Tableware',
        [
          ['glassware', 'Glassware'],
          ['teapots-and-cups', 'Teapots and cups'],
          ['plates-and-bowls', 'Plates and bowls'],
        ],
      ],
    ],
  ],
  [
    'home',
    'Home',
    [
      [
        'textiles',
        'Textiles',
        [
          ['bed-linen', 'Bed linen'],
          ['towels', 'Towels'],
          ['throws', 'Throws'],
        ],
      ],
      [
        'light-and-scent',
        'Light and scent',
        [
          ['lamps', 'Lamps'],
          ['candles', 'Candles'],
          ['soap', 'Soap'],
        ],
      ],
    ],
  ],
  [
    'books-and-paper',
    'Books and paper',
    [
      [
        'books',
        'Books',
        [
          ['novels', 'Novels'],
          ['crime-fiction', 'Crime fiction'],
          ['cookery-books', 'Cookery'],
          ['history-books', 'History'],
          ['nature-writing', 'Nature writing'],
        ],
      ],
      [
        'paper',
        'Paper',
        [
          ['notebooks', 'Notebooks'],
          ['art-prints', 'Art prints'],
        ],
      ],
    ],
  ],
  [
    'clothing',
    'Clothing',
    [
      [
        'tops',
        'Tops',
        [
          ['t-shirts', 'T-shirts'],
          ['shirts', 'Shirts'],
          ['knitwear', 'Knitwear'],
        ],
      ],
      [
        'outer-layers',
        'Outer layers',
        [
          ['jackets', 'Jackets'],
          ['socks-and-scarves', 'Socks and scarves'],
        ],
      ],
    ],
  ],
  [
    'leisure',
    'Leisure',
    [
      [
        'indoors',
        'Indoors',
        [
          ['board-games', 'Board games'],
          ['jigsaws', 'Jigsaw puzzles'],
        ],
      ],
      [
        'outdoors',
        'Outdoors',
        [
          ['garden-tools', 'Garden tools'],
          ['camping', 'Camping'],
        ],
      ],
    ],
  ],
  [
    'software',
    'Software',
    [
      [
        'apps',
        'Applications',
        [
          ['business-software', 'Business software'],
          ['creative-software', 'Creative software'],
        ],
      ],
    ],
  ],
];

export const categories: SeedCategory[] = flatten(tree, null);

function flatten(branches: Branch[], parentSlug: string | null): SeedCategory[] {
  return branches.flatMap(([slug, name, children = []], position) => [
    { slug, name, names: translationsOf(name), parentSlug, position },
    ...flatten(children, slug),
  ]);
}
