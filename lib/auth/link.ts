import 'server-only'
// Links that carry a token. It stands behind the #, which no browser sends to any server: no log and no Referer holds it.
import { env } from '@/lib/env'

/** Without PUBLIC_URL only the path: what a request says of our name makes no link. */
export const linkTo = (page: '/join' | '/reset', token: string): string => `${env().publicUrl ?? ''}${page}#${token}`
