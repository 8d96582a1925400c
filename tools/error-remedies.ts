/** Who can do something about a refusal, and whether asking again may help. */
export interface Remedy {
  readonly who: string;
  readonly retry: string;
}

const OTHER_INPUT: Remedy = { who: 'the caller, with other input', retry: 'no' };
const LOOK_AGAIN: Remedy = { who: 'the caller, who looks how things stand now', retry: 'no' };
const WAIT: Remedy = { who: 'nobody needs to', retry: 'yes, later' };
const NEW_KEY: Remedy = { who: 'the caller, with a new idempotency key', retry: 'no' };
const LOG_IN: Remedy = {
  who: 'the caller, by logging in or refreshing',
  retry: 'with the new token',
};
const LAW: Remedy = { who: 'nobody: the thing has to leave the cart', retry: 'no' };
const SMALLER: Remedy = { who: 'the caller, by asking for less at once', retry: 'no' };
const OPERATOR: Remedy = { who: 'an operator', retry: 'when it is mended' };
const OURSELVES: Remedy = { who: 'we: our own code asked for what it must not', retry: 'no' };

/** What the code cannot say of itself. A code that means different things is named with its context. */
export const REMEDIES: ReadonlyMap<string, Remedy> = new Map(
  Object.entries({
    AMOUNT_NOT_POSITIVE: OTHER_INPUT,
    ATTRIBUTE_IN_USE: LOOK_AGAIN,
    ATTRIBUTE_NOT_FOUND: OTHER_INPUT,
    ATTRIBUTE_TAKEN: OTHER_INPUT,
    BACKORDER_LIMIT_TOO_LOW: LOOK_AGAIN,
    CAPTURE_EXCEEDS_AUTHORIZATION: LOOK_AGAIN,
    CARD_NUMBER_REFUSED: OTHER_INPUT,
    CART_ALREADY_ORDERED: LOOK_AGAIN,
    CART_CHANGED: LOOK_AGAIN,
    CART_EMPTY: OTHER_INPUT,
    CART_FULL: OTHER_INPUT,
    CART_NOT_FOUND: OTHER_INPUT,
    CATEGORY_IN_USE: LOOK_AGAIN,
    CATEGORY_NOT_FOUND: OTHER_INPUT,
    CATEGORY_SLUG_TAKEN: OTHER_INPUT,
    CHANGED_MEANWHILE: LOOK_AGAIN,
    COLLECTION_NOT_FOUND: OTHER_INPUT,
    COLLECTION_SLUG_TAKEN: OTHER_INPUT,
    CURRENCY_MISMATCH: OTHER_INPUT,
    DEADLINE_EXCEEDED: WAIT,
    DELIVERY_CONCLUDED: OURSELVES,
    EMAIL_TAKEN: OTHER_INPUT,
    IDEMPOTENCY_KEY_REUSED: NEW_KEY,
    ILLEGAL_PAYMENT_TRANSITION: OURSELVES,
    ILLEGAL_REFUND_TRANSITION: OURSELVES,
    IMPORT_NOT_FOUND: OTHER_INPUT,
    IMPORT_TAKEN_OVER: WAIT,
    INVALID_ATTRIBUTE: OTHER_INPUT,
    INVALID_OPTION: OTHER_INPUT,
    INVALID_BIRTH_DATE: OTHER_INPUT,
    INVALID_CATEGORY: OTHER_INPUT,
    INVALID_COLLECTION: OTHER_INPUT,
    INVALID_COUNTRY: OTHER_INPUT,
    INVALID_CREDENTIALS: OTHER_INPUT,
    INVALID_EMAIL: OTHER_INPUT,
    INVALID_ID: OTHER_INPUT,
    INVALID_IDEMPOTENCY_KEY: NEW_KEY,
    INVALID_MONEY: OTHER_INPUT,
    INVALID_NAME: OTHER_INPUT,
    INVALID_PAYMENT_METHOD: OTHER_INPUT,
    INVALID_PRODUCT: OTHER_INPUT,
    INVALID_PRODUCT_TYPE: OTHER_INPUT,
    INVALID_REASON: OTHER_INPUT,
    INVALID_REGION: OTHER_INPUT,
    INVALID_RESERVATION: OURSELVES,
    INVALID_SEARCH: OTHER_INPUT,
    INVALID_SHIPPING_ADDRESS: OTHER_INPUT,
    INVALID_STOCK_ADJUSTMENT: OTHER_INPUT,
    INVALID_STOCK_LOCATION: OTHER_INPUT,
    INVALID_STOCK_POLICY: OTHER_INPUT,
    LICENCE_LIMIT_EXCEEDED: OTHER_INPUT,
    NOT_LOGGED_IN: LOG_IN,
    ORDER_NOT_FOUND: OTHER_INPUT,
    ORDER_TRANSITION_FORBIDDEN: OURSELVES,
    OUT_OF_STOCK: { who: 'the customer, by taking less', retry: 'yes, when there is more' },
    PARKED_EVENT_NOT_FOUND: LOOK_AGAIN,
    PARKED_EVENT_WAITS: LOOK_AGAIN,
    PAYMENT_ALREADY_OPENED: OURSELVES,
    PAYMENT_NOT_CANCELLABLE: LOOK_AGAIN,
    PAYMENT_NOT_CAPTURABLE: LOOK_AGAIN,
    PAYMENT_NOT_FOUND: OTHER_INPUT,
    PAYMENT_NOT_REFUNDABLE: LOOK_AGAIN,
    PRICE_CHANGED: LOOK_AGAIN,
    PRICE_UNAVAILABLE: OTHER_INPUT,
    PRODUCTS_DO_NOT_FIT: LOOK_AGAIN,
    PRODUCT_CHANGED: LOOK_AGAIN,
    PRODUCT_NOT_FOUND: OTHER_INPUT,
    PRODUCT_NOT_READY: OTHER_INPUT,
    PRODUCT_TYPE_IN_USE: LOOK_AGAIN,
    PRODUCT_TYPE_NOT_FOUND: OTHER_INPUT,
    PRODUCT_TYPE_TAKEN: OTHER_INPUT,
    PROVIDER_CONTRADICTION: OPERATOR,
    PROVISIONED_ITEM_NOT_FOUND: OTHER_INPUT,
    PROVISIONING_TRANSITION_FORBIDDEN: OURSELVES,
    QUANTITY_OUT_OF_RANGE: OTHER_INPUT,
    REFRESH_TOKEN_INVALID: LOG_IN,
    REFUND_EXCEEDS_CAPTURED: LOOK_AGAIN,
    REFUND_NOT_FOUND: OTHER_INPUT,
    REGION_FORBIDDEN: LAW,
    RESERVATION_NOT_COMMITTABLE: LOOK_AGAIN,
    RESERVATION_NOT_FOUND: LOOK_AGAIN,
    RESERVATION_NOT_RELEASABLE: LOOK_AGAIN,
    SKU_TAKEN: OTHER_INPUT,
    SLUG_TAKEN: OTHER_INPUT,
    STOCK_BELOW_RESERVED: LOOK_AGAIN,
    STOCK_LOCATION_NOT_FOUND: OTHER_INPUT,
    STOCK_NOT_FOUND: OTHER_INPUT,
    TEMPLATE_MISMATCH: OPERATOR,
    TOO_MANY_ATTEMPTS: WAIT,
    TRANSFER_REFUSED: OPERATOR,
    UNDER_AGE: LAW,
    VARIANT_NOT_FOUND: OTHER_INPUT,
    VARIANT_NOT_OF_PRODUCT: OTHER_INPUT,
    WEAK_PASSWORD: OTHER_INPUT,
    WEBHOOK_NOT_VERIFIED: OPERATOR,
    'ledger SPLIT_MISMATCH': OPERATOR,
    'payments SPLIT_MISMATCH': OURSELVES,
  }),
);

/** What travels in `errors` whatever the operation: raised by the gateway and the kernel, or by Apollo Server. */
export const OF_ANY_OPERATION: readonly (Remedy & {
  readonly code: string;
  readonly meaning: string;
})[] = [
  {
    code: 'UNAUTHENTICATED',
    meaning:
      'The token is missing, bad or expired, or its session has ended. HTTP answers 401, a stream ends, a socket closes with 4403.',
    ...LOG_IN,
  },
  {
    code: 'FORBIDDEN',
    meaning: 'The caller lacks the permission that `extensions.permission` names.',
    who: 'an operator, who grants it',
    retry: 'no',
  },
  {
    code: 'BAD_USER_INPUT',
    meaning:
      'A variable, a cursor, `first` or a scalar is not of the form that the schema asks for.',
    ...OTHER_INPUT,
  },
  { code: 'BAD_REQUEST', meaning: 'The request is not GraphQL over HTTP.', ...OTHER_INPUT },
  { code: 'GRAPHQL_PARSE_FAILED', meaning: 'The document is not GraphQL.', ...OTHER_INPUT },
  {
    code: 'GRAPHQL_VALIDATION_FAILED',
    meaning: 'The document does not fit the schema.',
    ...OTHER_INPUT,
  },
  {
    code: 'OPERATION_RESOLUTION_FAILURE',
    meaning: 'The document has several operations and none was named.',
    ...OTHER_INPUT,
  },
  {
    code: 'PERSISTED_QUERY_NOT_FOUND',
    meaning: 'Only the hash was sent, of a query not seen yet.',
    who: 'the client library, which sends it in full',
    retry: 'yes',
  },
  {
    code: 'OPERATION_NOT_PERSISTED',
    meaning:
      'Only operations that are known beforehand are answered, by their documents or their ids, and this is none of them.',
    who: 'an operator, who adds it to the safelist',
    retry: 'no',
  },
  {
    code: 'SUBSCRIPTION_OVER_HTTP',
    meaning:
      'Subscriptions come over WebSocket, protocol `graphql-transport-ws`, or as a stream: ' +
      '`Accept: text/event-stream`, or `multipart/mixed;subscriptionSpec=1.0`.',
    ...OTHER_INPUT,
  },
  { code: 'QUERY_TOO_LONG', meaning: 'The document has too many tokens.', ...SMALLER },
  {
    code: 'OPERATION_NOT_PLANNED',
    meaning: 'The operation is too intricate to be split among the subgraphs.',
    ...SMALLER,
  },
  { code: 'QUERY_TOO_DEEP', meaning: 'Selections nest too deep.', ...SMALLER },
  { code: 'TOO_MANY_ALIASES', meaning: 'The operation has too many aliases.', ...SMALLER },
  {
    code: 'TOO_MANY_ROOT_FIELDS',
    meaning: 'The operation has too many root fields.',
    ...SMALLER,
  },
  {
    code: 'TOO_MANY_FIELDS',
    meaning:
      'The operation selects too many fields; those of a fragment count wherever it is spread.',
    ...SMALLER,
  },
  { code: 'TOO_MANY_DIRECTIVES', meaning: 'The document has too many directives.', ...SMALLER },
  {
    code: 'QUERY_TOO_COSTLY',
    meaning:
      'The operation may cost more points (`extensions.estimated`) than one may (`extensions.max`).',
    ...SMALLER,
  },
  {
    code: 'RATE_LIMITED',
    meaning:
      'More was asked for within a minute, in points of cost, than is allowed in one name or from one address. HTTP answers 429.',
    who: 'nobody needs to',
    retry: 'yes, after `extensions.retryAfterSeconds`',
  },
  {
    code: 'REQUEST_TOO_LARGE',
    meaning: 'The request has too many bytes. A socket closes with 1009.',
    ...SMALLER,
  },
  {
    code: 'TOO_MANY_OPERATIONS',
    meaning: 'Too many operations run on this socket at once.',
    ...SMALLER,
  },
  {
    code: 'TOO_MANY_CONNECTIONS',
    meaning: 'Too many clients are connected for live updates, at all or in your name.',
    who: 'the caller',
    retry: 'later',
  },
  {
    code: 'SUBGRAPH_UNAVAILABLE',
    meaning: 'A part of the shop does not answer: its fields are null, or the subscription ended.',
    who: 'nobody needs to',
    retry:
      'yes: reads at once, writes with the same idempotency key, subscriptions from the last cursor',
  },
  {
    code: 'SUBGRAPH_BUSY',
    meaning: 'A part of the shop has too much to do and was not asked: its fields are null.',
    who: 'nobody needs to',
    retry: 'yes, in a moment',
  },
  {
    code: 'SERVER_STOPPING',
    meaning: 'The server stops, and ended the stream or opens none.',
    who: 'nobody needs to',
    retry: 'yes: connect again, and subscribe from the last cursor',
  },
  {
    code: 'INTERNAL',
    meaning: 'Something unforeseen. `extensions.errorId` finds the log line.',
    who: 'we',
    retry: 'yes, writes with the same idempotency key',
  },
];
