import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Fault } from './faults.ts';
import type { ReservationStatus } from './reservation-status.ts';
import type { Shortage } from './stock.ts';

export class OutOfStock extends DomainError {
  readonly code = 'OUT_OF_STOCK';
  /** Every line that cannot be had, with what could be had instead. */
  constructor(readonly shortages: readonly Shortage[]) {
    super('Not enough in stock.');
  }
}

export class InvalidReservation extends DomainError {
  readonly code = 'INVALID_RESERVATION';
  constructor(reason: string) {
    super(reason);
  }
}

export class ReservationNotFound extends DomainError {
  readonly code = 'RESERVATION_NOT_FOUND';
  constructor() {
    super('Nothing was reserved for this order.');
  }
}

export class ReservationNotCommittable extends DomainError {
  readonly code = 'RESERVATION_NOT_COMMITTABLE';
  constructor(readonly status: ReservationStatus) {
    super('The reservation was given back, so it cannot be committed.');
  }
}

export class ReservationNotReleasable extends DomainError {
  readonly code = 'RESERVATION_NOT_RELEASABLE';
  constructor(readonly status: ReservationStatus) {
    super('The goods were handed over, so the reservation cannot be released.');
  }
}

export class StockNotFound extends DomainError {
  readonly code = 'STOCK_NOT_FOUND';
  constructor() {
    super('Nothing is stocked under this variant.');
  }
}

export class InvalidStockAdjustment extends DomainError {
  readonly code = 'INVALID_STOCK_ADJUSTMENT';
  constructor(reason: string) {
    super(reason);
  }
}

export class StockBelowReserved extends DomainError {
  readonly code = 'STOCK_BELOW_RESERVED';
  constructor(
    readonly onHand: number,
    readonly reserved: number,
  ) {
    super('Fewer would remain on hand than are promised to orders.');
  }
}

export class StockLocationNotFound extends DomainError {
  readonly code = 'STOCK_LOCATION_NOT_FOUND';
  constructor() {
    super('There is no such place.');
  }
}

export class InvalidStockLocation extends DomainError {
  readonly code = 'INVALID_STOCK_LOCATION';
  constructor(reason: string) {
    super(reason);
  }
}

export class InvalidStockPolicy extends DomainError {
  readonly code = 'INVALID_STOCK_POLICY';
  constructor(reason: string) {
    super(reason);
  }
}

export class BackorderLimitTooLow extends DomainError {
  readonly code = 'BACKORDER_LIMIT_TOO_LOW';
  constructor(readonly owed: number) {
    super('More pieces than that are promised already before they are there.');
  }
}

/** The query, a filter, the price range or the cursor makes no sense. */
export class InvalidSearch extends DomainError {
  readonly code = 'INVALID_SEARCH';
  constructor(reason: string) {
    super(reason);
  }
}

export class InvalidRegion extends DomainError {
  readonly code = 'INVALID_REGION';
  constructor() {
    super(
      'A region is an ISO 3166-1 alpha-2 country such as US, or an ISO 3166-2 code such as US-UT.',
    );
  }
}

export class InvalidProduct extends DomainError {
  readonly code = 'INVALID_PRODUCT';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The product makes no sense.');
  }
}

export class ProductNotFound extends DomainError {
  readonly code = 'PRODUCT_NOT_FOUND';
  constructor() {
    super('There is no such product.');
  }
}

export class ProductChanged extends DomainError {
  readonly code = 'PRODUCT_CHANGED';
  constructor(readonly currentVersion: number) {
    super('Somebody else has changed the product meanwhile: look at it again.');
  }
}

export class ProductNotReady extends DomainError {
  readonly code = 'PRODUCT_NOT_READY';
  constructor() {
    super('Something of a product on sale has a price: price another variant, or archive it.');
  }
}

export class VariantNotOfProduct extends DomainError {
  readonly code = 'VARIANT_NOT_OF_PRODUCT';
  constructor(readonly sku: string) {
    super('The product has no variant with this SKU.');
  }
}

export class SlugTaken extends DomainError {
  readonly code = 'SLUG_TAKEN';
  constructor(readonly slug: string) {
    super('Another product has this slug.');
  }
}

export class SkuTaken extends DomainError {
  readonly code = 'SKU_TAKEN';
  constructor(readonly sku: string) {
    super('Another product has, or had, a variant with this SKU.');
  }
}

export class InvalidCategory extends DomainError {
  readonly code = 'INVALID_CATEGORY';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The category makes no sense.');
  }
}

export class CategorySlugTaken extends DomainError {
  readonly code = 'CATEGORY_SLUG_TAKEN';
  constructor(readonly slug: string) {
    super('Another category has this slug.');
  }
}

/** Of a category, a product type or another thing that operators define. */
export class ChangedMeanwhile extends DomainError {
  readonly code = 'CHANGED_MEANWHILE';
  constructor(readonly currentVersion: number) {
    super('Somebody else has changed it meanwhile.');
  }
}

export class InvalidAttribute extends DomainError {
  readonly code = 'INVALID_ATTRIBUTE';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The attribute makes no sense.');
  }
}

export class InvalidOption extends DomainError {
  readonly code = 'INVALID_OPTION';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The option makes no sense.');
  }
}

export class AttributeTaken extends DomainError {
  readonly code = 'ATTRIBUTE_TAKEN';
  constructor() {
    super('There is an attribute of this name.');
  }
}

export class AttributeNotFound extends DomainError {
  readonly code = 'ATTRIBUTE_NOT_FOUND';
  constructor(readonly attribute: string) {
    super('There is no such attribute.');
  }
}

export class AttributeInUse extends DomainError {
  readonly code = 'ATTRIBUTE_IN_USE';
  /** The names of the types that have it, and the slugs of the collections whose rules name it. */
  constructor(
    readonly productTypes: readonly string[],
    readonly collections: readonly string[] = [],
  ) {
    super('Product types have this attribute, or rules of collections name it.');
  }
}

export class InvalidProductType extends DomainError {
  readonly code = 'INVALID_PRODUCT_TYPE';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The product type makes no sense.');
  }
}

export class ProductTypeTaken extends DomainError {
  readonly code = 'PRODUCT_TYPE_TAKEN';
  constructor() {
    super('There is a product type of this name.');
  }
}

export class ProductTypeNotFound extends DomainError {
  readonly code = 'PRODUCT_TYPE_NOT_FOUND';
  constructor() {
    super('There is no such product type.');
  }
}

export class ProductTypeInUse extends DomainError {
  readonly code = 'PRODUCT_TYPE_IN_USE';
  constructor(readonly products: number) {
    super('There are products of this type.');
  }
}

/** What is said of an attribute or a type would make products wrong that were right. */
export class ProductsDoNotFit extends DomainError {
  readonly code = 'PRODUCTS_DO_NOT_FIT';
  constructor(
    readonly attribute: string,
    readonly products: number,
  ) {
    super('Products would not fit their type any more.');
  }
}

export class CategoryInUse extends DomainError {
  readonly code = 'CATEGORY_IN_USE';
  constructor(
    readonly products: number,
    readonly categories: number,
    /** The slugs of those whose rules name it. */
    readonly collections: readonly string[] = [],
  ) {
    super('There are products in this category, other categories below it, or collections of it.');
  }
}

export class InvalidCollection extends DomainError {
  readonly code = 'INVALID_COLLECTION';
  /** Everything that is wrong, at least one thing. */
  constructor(readonly faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'The collection makes no sense.');
  }
}

export class CollectionNotFound extends DomainError {
  readonly code = 'COLLECTION_NOT_FOUND';
  constructor() {
    super('There is no such collection.');
  }
}

export class CollectionSlugTaken extends DomainError {
  readonly code = 'COLLECTION_SLUG_TAKEN';
  constructor(readonly slug: string) {
    super('Another collection has this slug.');
  }
}

export class ImportTakenOver extends DomainError {
  readonly code = 'IMPORT_TAKEN_OVER';
  constructor() {
    super('Another process goes on with this import.');
  }
}

export class ImportNotFound extends DomainError {
  readonly code = 'IMPORT_NOT_FOUND';
  constructor() {
    super('There is no such import.');
  }
}

export class CategoryNotFound extends DomainError {
  readonly code = 'CATEGORY_NOT_FOUND';
  constructor() {
    super('There is no such category.');
  }
}
