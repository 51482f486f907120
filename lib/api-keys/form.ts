// What an API key looks like: a prefix by which it is known wherever it should not be, and 256 random bits; how long it lives, and how many there may be. Pure.

export const KEY_PREFIX = 'atm_'

const FORM = /^atm_[\w-]{43}$/

const FORM_WITHIN = /atm_[\w-]{43}/

/** Whether a text begins like a key, or has one somewhere in it. */
export const holdsKey = (text: string): boolean => text.startsWith(KEY_PREFIX) || FORM_WITHIN.test(text)

export const isKeyForm = (text: string): boolean => FORM.test(text)

/** In days; null lasts until it is revoked. */
export const KEY_LIVES = [30, 90, 365, null] as const

/** How many keys that work one person may have. */
export const MOST_KEYS = 20
