// What another site's page, a form, or a program that adds fields of its own could make of each route: nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO_KEY } from '../../support/demo'
import { openHouse, type House } from '../../support/house'
import { ask, changesState, everyRoute, nameOf, type EveryRoute } from '../../support/every-route'
import { addPerson, addSession, FIRST_TEAM } from '../../support/people'

let house: House
let cookie: { authorization: undefined; cookie: string }
const routes = await everyRoute()
const changing = routes.filter(changesState)

beforeAll(async () => {
  house = await openHouse({ ATOMERA_SETUP_CODE: 'abcde-fghjk-mnpq' })
  const { id } = await addPerson(house.sql, { role: 'lead', isAdmin: true })
  cookie = (await addSession(house.sql, id, FIRST_TEAM)).headers
})
afterAll(() => house.close())

const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code

describe.each(changing.map((route) => [nameOf(route), route] as const))('%s', (_name, route) => {
  test.each<[string, Record<string, string | undefined>]>([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Origin that begins as ours', { origin: 'http://127.0.0.1:3000.evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['our Host by another scheme\'s port', { origin: 'http://127.0.0.1:3001' }],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['neither Origin nor key', { origin: undefined }],
    ['Sec-Fetch-Site: none and no Origin', { origin: undefined, 'sec-fetch-site': 'none' }],
  ])('with a cookie and %s is refused', async (_how, headers) => {
    const answer = await ask(route, { headers: { ...cookie, ...headers }, body: {} })
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'FOREIGN_ORIGIN'])
  })

  test('under a foreign Host is refused, whatever a proxy is said to have written', async () => {
    const answer = await ask(route, { headers: { ...cookie, host: 'evil.example', 'x-forwarded-host': '127.0.0.1:3000', forwarded: 'host=127.0.0.1:3000' }, body: {} })
    expect([answer.status, await codeOf(answer)]).toEqual([421, 'FOREIGN_HOST'])
  })
})

test.each(routes.map((route) => [nameOf(route), route] as const))('%s refuses a key in the address, and says to revoke it', async (_name, route) => {
  const answer = await ask(route, { query: `?api_key=${DEMO_KEY}`, headers: cookie, ...(changesState(route) && { body: {} }) })
  expect(answer.status).toBe(400)
  const words = await answer.text()
  expect(words).toContain('Revoke it')
  expect(words).not.toContain(DEMO_KEY)
})

test.each([`?authorization=Bearer%20${DEMO_KEY}`, `?${DEMO_KEY}=`, `?q=x%20${DEMO_KEY}`, `?q=%61tm%5F${DEMO_KEY.slice(4)}`, `?Bearer+${DEMO_KEY}`])('a key is known wherever it stands in the address: case %#', async (query) => {
  const list = routes.find((one) => nameOf(one) === 'GET /api/v1/predictions') ?? expect.fail('there is no list')
  expect((await ask(list, { query, headers: cookie })).status).toBe(400)
})

test('no answer is guessed to be of another type than it says, a refusal neither', async () => {
  const list = routes.find((one) => nameOf(one) === 'GET /api/v1/predictions') ?? expect.fail('there is no list')
  for (const headers of [cookie, { ...cookie, cookie: '' }]) expect((await ask(list, { headers })).headers.get('x-content-type-options')).toBe('nosniff')
})

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', '']

/** What somebody might try to set along with what the route is for; no route takes one of them. */
const EXTRA = { ownerId: 'person_x', createdById: 'person_x', failureCode: null, isDemo: true, unheardOf: true }

const WITHOUT_BODY = ['POST /api/v1/people/[id]/reset', 'POST /api/v1/predictions/[id]/attempts/[number]/use', 'POST /api/v1/predictions/[id]/cancel', 'PUT /api/v1/predictions/[id]/tags/[tag]']

/** Some take none, and look at none. */
async function readsBody(route: EveryRoute): Promise<boolean> {
  return (await ask(route, { raw: '{}', headers: { ...cookie, 'content-type': 'text/html' } })).status === 415
}

describe('a body', () => {
  test.each(changing.filter(({ method }) => method !== 'DELETE').map((route) => [nameOf(route), route] as const))('%s takes no form, and no field that is not its own', async (name, route) => {
    if (!(await readsBody(route))) return expect(WITHOUT_BODY).toContain(name)
    for (const type of FORMS) {
      const answer = await ask(route, { raw: '{}', headers: { ...cookie, 'content-type': type } })
      expect([type, answer.status, await codeOf(answer)]).toEqual([type, 415, 'UNSUPPORTED_MEDIA_TYPE'])
    }
    for (const [field, value] of Object.entries(EXTRA)) {
      const answer = await ask(route, { headers: cookie, body: { [field]: value } })
      expect([field, answer.status]).toEqual([field, 400])
      expect(await answer.text()).toContain(field)
    }
  })
})
