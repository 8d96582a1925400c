import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { Allocation } from '../domain/allocation.ts';
import type { ReservationStatus } from '../domain/reservation-status.ts';
import { Reservation } from '../domain/reservation.ts';
import type { StockLine } from '../domain/stock.ts';

export const ReservationMapping = defineEntity({
  class: Reservation,
  tableName: 'reservations',
  properties: {
    ...aggregateProperties<'rsv'>(),
    orderId: p.string().$type<Id<'ord'>>(),
    lines: p.json().$type<readonly StockLine[]>(),
    allocations: p.json().$type<readonly Allocation[]>(),
    shipTo: p.string().nullable(),
    status: p.string().$type<ReservationStatus>(),
    expiresAt: p.datetime(),
    createdAt: p.datetime(),
    settledAt: p.datetime().nullable(),
  },
});
