/** The special prices of `catalogue.variants v`, as JSON, in an order of their own. */
export const SPECIAL_PRICES = `(select coalesce(json_agg(json_build_object(
    'currency', currency, 'minorUnits', amount_minor::text, 'region', region, 'minimumQuantity', minimum_quantity,
    'validFrom', to_char(lower(valid) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'validUntil', to_char(upper(valid) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    order by currency, region nulls first, minimum_quantity, valid), '[]')
  from catalogue.special_prices where variant_id = v.id)`;
