import type { Chance, Range } from './chance.ts';
import { a, capitalize, list } from './prose.ts';
import type { Choice, Draft, Trade } from './trade.ts';

export const software: Trade = { code: 'SOFT', products: 105, draft };

type Application = {
  name: string;
  publisher: string;
  category: 'business-software' | 'creative-software';
  kind: string;
  /** Follow “It”. */
  features: readonly string[];
  editions: readonly Edition[];
  euros: Range;
};

type Edition = { name: string; audience: string; factor: number };

const businessEditions: Edition[] = [
  { name: 'Solo', audience: 'freelancers', factor: 1 },
  { name: 'Studio', audience: 'small studios', factor: 2 },
  { name: 'Trade', audience: 'shops and workshops', factor: 2.4 },
  { name: 'Non-profit', audience: 'charities and clubs', factor: 0.8 },
  { name: 'Enterprise', audience: 'companies with several offices', factor: 6 },
  { name: 'Classroom', audience: 'schools', factor: 0.7 },
];

const creativeEditions: Edition[] = [
  { name: 'Essentials', audience: 'beginners', factor: 1 },
  { name: 'Pro', audience: 'people who do it for a living', factor: 2.6 },
  { name: 'Student', audience: 'students and teachers', factor: 0.6 },
  { name: 'Atelier', audience: 'small teams', factor: 3.4 },
  { name: 'Archive', audience: 'museums and archives', factor: 4.5 },
];

function business(
  name: string,
  publisher: string,
  kind: string,
  euros: Range,
  features: string[],
): Application {
  const editions = businessEditions;
  return { name, publisher, category: 'business-software', kind, features, editions, euros };
}

function creative(
  name: string,
  publisher: string,
  kind: string,
  euros: Range,
  features: string[],
): Application {
  const editions = creativeEditions;
  return { name, publisher, category: 'creative-software', kind, features, editions, euros };
}

const applications: Application[] = [
  business(
    'Ledgerly Books',
    'Ledgerly',
    'double-entry accounting',
    [59, 99],
    [
      'matches bank statements by itself',
      'files VAT returns in eleven countries',
      'keeps every receipt beside its entry',
    ],
  ),
  business(
    'Ledgerly Payroll',
    'Ledgerly',
    'payroll',
    [69, 119],
    [
      'prints payslips in four languages',
      'knows the holidays of every canton',
      'hands the totals to your accounts',
    ],
  ),
  business(
    'Invoicerie',
    'Bitmaple',
    'invoicing',
    [29, 59],
    [
      'sends reminders you need not be ashamed of',
      'takes quotes through to paid invoices',
      'writes standard electronic invoices',
    ],
  ),
  business(
    'Stockpot Inventory',
    'Bitmaple',
    'stock-keeping',
    [49, 89],
    [
      'counts stock from a phone',
      'warns before the shelf is empty',
      'knows batches and best-before dates',
    ],
  ),
  business(
    'Rotakeeper',
    'Plain Harbour',
    'staff rota',
    [39, 79],
    [
      'settles swaps without a manager',
      'keeps to the legal rest times',
      'shows next month on one page',
    ],
  ),
  business(
    'Minutewise',
    'Plain Harbour',
    'time-tracking',
    [24, 49],
    [
      'records time without watching anyone',
      'turns hours into invoices',
      'works offline on trains',
    ],
  ),
  business(
    'Deskbell',
    'Quietloop',
    'customer support',
    [45, 95],
    [
      'gathers post, chat and telephone in one queue',
      'suggests the answer you gave last time',
      'never loses a thread',
    ],
  ),
  business(
    'Clausework',
    'Quietloop',
    'contract management',
    [79, 149],
    [
      'reminds you before a contract renews itself',
      'compares versions word by word',
      'collects signatures that hold up in court',
    ],
  ),
  business(
    'Ganttry',
    'Northfold',
    'project planning',
    [39, 89],
    [
      'moves the rest of the plan when one date slips',
      'shows who has too much to do',
      'prints on a single sheet',
    ],
  ),
  business(
    'Keyhouse',
    'Northfold',
    'password management',
    [25, 45],
    [
      'fills in passwords on every device',
      'shares a secret without showing it',
      'opens only with keys you hold',
    ],
  ),
  business(
    'Backstairs Backup',
    'Hollowoak',
    'backup',
    [35, 69],
    [
      'encrypts before anything leaves the house',
      'brings back yesterday’s version in two clicks',
      'tests its own backups every week',
    ],
  ),
  creative(
    'Silverbath',
    'Hollowoak',
    'photo editing',
    [49, 79],
    [
      'develops raw files from over 700 cameras',
      'never touches the original',
      'borrows its grain from real film',
    ],
  ),
  creative(
    'Darkslide',
    'Fennec Digital',
    'photo library',
    [35, 59],
    ['finds a picture by what is in it', 'spots duplicates', 'keeps everything on your own disk'],
  ),
  creative(
    'Spoolroom',
    'Fennec Digital',
    'music recording',
    [59, 99],
    [
      'starts recording in one second',
      'comes with amplifiers and reverbs',
      'exports stems for the mix',
    ],
  ),
  creative(
    'Quillstage',
    'Pen & Proof',
    'writing',
    [32, 59],
    [
      'keeps chapters, notes and sources in one place',
      'sets a manuscript as publishers expect it',
      'counts words only when asked',
    ],
  ),
  creative(
    'Galleyproof',
    'Pen & Proof',
    'page layout',
    [69, 129],
    [
      'hyphenates in thirty languages',
      'flows text around anything',
      'writes press-ready PDF files',
    ],
  ),
  creative(
    'Glyphsmith',
    'Tessel Labs',
    'type design',
    [79, 139],
    ['draws clean curves', 'checks spacing across the whole alphabet', 'exports variable fonts'],
  ),
  creative(
    'Penfall',
    'Tessel Labs',
    'vector drawing',
    [39, 69],
    [
      'snaps to what you meant',
      'opens and writes SVG without surprises',
      'drives pen plotters too',
    ],
  ),
  creative(
    'Framewright',
    'Ostinato Software',
    'video editing',
    [59, 109],
    ['cuts by transcript', 'grades colour with proper scopes', 'keeps up on a modest laptop'],
  ),
  creative(
    'Ostinato Score',
    'Ostinato Software',
    'music notation',
    [55, 99],
    [
      'spaces the score as an engraver would',
      'plays it back convincingly',
      'extracts parts with sensible page turns',
    ],
  ),
];

function draft(chance: Chance): Draft {
  const application = chance.pick(applications);
  const edition = chance.pick(application.editions);
  const system = chance.pick(['', '', ' for Mac', ' for Windows', ' for Linux']);
  return {
    name: `${application.name} ${edition.name}${system}`,
    description: descriptionOf(application, edition, chance),
    brand: application.publisher,
    sellerSlug: 'bitmaple',
    categorySlug: application.category,
    productType: 'software',
    attributes: {
      kind: capitalize(application.kind),
      edition: edition.name,
      platform: system === '' ? 'Windows, macOS and Linux' : platformOf(system),
      delivery: 'Licence key',
    },
    euros: chance.skewed(application.euros) * edition.factor,
    choices: [terms, ...(chance.happens(0.5) ? [seats] : [])],
    provisioning: 'LICENCE_KEY',
  };
}

function platformOf(system: string): string {
  return system === ' for Mac' ? 'macOS' : system.replace(' for ', '');
}

const terms: Choice = {
  option: 'Term',
  values: [
    { value: '1 year', code: '1Y' },
    { value: '3 years', code: '3Y', factor: 2.5 },
  ],
};

const seats: Choice = {
  option: 'Seats',
  values: [
    { value: '1 user', code: '1U' },
    { value: '5 users', code: '5U', factor: 4 },
  ],
};

function descriptionOf(
  { name, kind, features }: Application,
  { audience }: Edition,
  chance: Chance,
): string {
  const [first = '', second = ''] = chance.several(features, 2);
  return [
    chance.pick([
      `${name} is ${kind} software for ${audience}.`,
      `${capitalize(a(`${kind} program`))} for ${audience}.`,
      `${capitalize(kind)} for ${audience}, without the training course.`,
    ]),
    `It ${list([first, second])}.`,
    chance.pick([
      'The licence key arrives by message within minutes of payment.',
      'You receive a licence key; updates are included for the whole term.',
      'Your files stay yours, in open formats, after the licence ends.',
    ]),
  ].join(' ');
}
