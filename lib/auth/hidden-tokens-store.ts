import 'server-only'
// The database as better-auth sees it: sessions are kept by the sha256 of their token, so whoever reads the database, or a backup of it, holds no session.
import { sha256 } from '@/lib/crypto'
import { database } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'

type TokenFilter = Prisma.SessionWhereInput['token']

function askedToken(filter: TokenFilter): string | null {
  if (typeof filter === 'string') return filter
  return typeof filter?.equals === 'string' ? filter.equals : null
}

function hidden<Where extends { token?: TokenFilter }>(where: Where): Where {
  const token = askedToken(where.token)
  return token === null ? where : { ...where, token: sha256(token) }
}

/** better-auth signs the row's token into the cookie, so a row that was made with a token or asked for by it shows it again. */
const withToken = <Row extends object | null>(row: Row, token: string | null): Row => (row === null || token === null ? row : { ...row, token })

/** To be given to better-auth and to nothing else. */
export function databaseWithHiddenTokens() {
  return database().$extends({
    query: {
      session: {
        create: async ({ args, query }) => withToken(await query({ ...args, data: { ...args.data, token: sha256(args.data.token) } }), args.data.token),
        findFirst: async ({ args, query }) => (args.where ? withToken(await query({ ...args, where: hidden(args.where) }), askedToken(args.where.token)) : query(args)),
        update: async ({ args, query }) => withToken(await query({ ...args, where: hidden(args.where) }), askedToken(args.where.token)),
        updateMany: ({ args, query }) => query(args.where ? { ...args, where: hidden(args.where) } : args),
        deleteMany: ({ args, query }) => query(args.where ? { ...args, where: hidden(args.where) } : args),
      },
    },
  })
}
