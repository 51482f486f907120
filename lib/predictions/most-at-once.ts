// How many predictions one act may take at once. Pure.

/** Chosen one by one: their ids stand in an address. */
export const MOST_BY_HAND = 200
/** Each gets its own event and audit line. */
export const MOST_TAGGED = 500
/** Lines of one CSV. */
export const MOST_LINES = 10_000
/** Results in one ZIP. */
export const MOST_ARCHIVED = 200
