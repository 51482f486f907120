// Sessions of a browser in tests: the cookie that an answer sets, and the headers that show it instead of a key.

/** Nobody's key. */
export const NOBODY = { authorization: undefined }

export const cookieOf = (answer: Response): string => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''

export const by = (cookie: string) => ({ ...NOBODY, cookie })
