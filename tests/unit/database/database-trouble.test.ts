// What passes by itself when the database fails, in each form in which the driver and Prisma say so.
import { expect, test } from 'vitest'
import { isPassingTrouble } from '@/lib/database-trouble'

const cut = { originalCode: '57P01', kind: 'postgres' }
const refused = { originalCode: '23505', kind: 'UniqueConstraintViolation' }
const bare = (cause: object) => new Error('terminating connection due to administrator command', { cause })
const wrapped = (cause: object) => Object.assign(new Error('Raw query failed.'), { code: 'P2010', meta: { driverAdapterError: { cause } } })

test.each([
  ['a query that was cut off', wrapped(cut), true],
  ['the end of a transaction that was cut off', bare(cut), true],
  ['a query that was refused', wrapped(refused), false],
  ['the end of a transaction that was refused', bare(refused), false],
])('%s', (_name, error, passes) => expect(isPassingTrouble(error)).toBe(passes))
