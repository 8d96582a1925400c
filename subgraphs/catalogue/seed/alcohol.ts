/**
 * Countries and states where this house sells no alcohol. A plausible policy for a demonstration,
 * not legal advice.
 */
const DRY_REGIONS = ['BD', 'BN', 'IN-BR', 'IN-GJ', 'IR', 'KW', 'LY', 'MR', 'SA', 'SD', 'SO', 'YE'];

const SPIRITS_FORBIDDEN = [...DRY_REGIONS, 'AE', 'MV', 'PK', 'QA', 'US-MS', 'US-UT'].toSorted();

export function beverage(alcoholByVolume: number) {
  return { minimumAge: 18, forbiddenRegions: DRY_REGIONS, alcoholByVolume };
}

export function spirit(alcoholByVolume: number) {
  return { minimumAge: 18, forbiddenRegions: SPIRITS_FORBIDDEN, alcoholByVolume };
}
