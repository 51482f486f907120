// What an API key looks like: a prefix by which it is known wherever it should not be, and 256 random bits. Pure.

export const KEY_PREFIX = 'atm_'

const FORM = /^atm_[\w-]{43}$/

export const isKeyForm = (text: string): boolean => FORM.test(text)
