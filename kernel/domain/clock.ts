/** Tells the time. Passed in, so that rules about time can be tested at any time. */
export type Clock = () => Date;
