// What a message does to the browser's cache, on the real query library: while nothing is asked, and while an older answer is on its way.
import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CachedPages } from '@/lib/predictions/client-cache'
import { applyMessage } from '@/lib/predictions/client-messages'
import { listQuery, viewQuery } from '@/lib/predictions/client-queries'
import { EVERYTHING, type PredictionFilters } from '@/lib/predictions/list-filters'
import type { PredictionSummary, PredictionView } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'
import { event, summary, view } from './summaries'

const ALL = EVERYTHING
const ACTIVE: PredictionFilters = { ...EVERYTHING, status: 'active' }

let client: QueryClient
let asked: { url: string; answer: (body: unknown) => void }[] = []
let stopWatching: (() => void)[] = []

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } })
  asked = []
  vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) =>
    new Promise<Response>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      asked.push({ url, answer: (body) => resolve(Response.json(body)) })
    }))
})
afterEach(() => {
  stopWatching.forEach((stop) => stop())
  stopWatching = []
  client.clear()
  vi.unstubAllGlobals()
})

const page = (...items: PredictionSummary[]) => ({ items, nextCursor: null })
const keep = (stop: () => void) => void stopWatching.push(stop)

function showList(filters: PredictionFilters, ...items: PredictionSummary[]) {
  client.setQueryData<CachedPages>(queryKeys.predictionList(filters), { pages: [page(...items)], pageParams: [null] })
  keep(new InfiniteQueryObserver(client, listQuery(filters)).subscribe(() => {}))
}
function showView(shown: PredictionView) {
  client.setQueryData(queryKeys.prediction(shown.id), shown)
  keep(new QueryObserver(client, viewQuery(shown.id)).subscribe(() => {}))
}
const rows = (filters: PredictionFilters) => client.getQueryData<CachedPages>(queryKeys.predictionList(filters))?.pages.flatMap(({ items }) => items)
const read = (id: string) => client.getQueryData<PredictionView>(queryKeys.prediction(id))
const idle = () => vi.waitFor(() => expect(client.isFetching()).toBe(0))
const answerLast = (body: unknown) => asked.at(-1)?.answer(body)

describe('a message', () => {
  test('reaches every list, each by its own filter', () => {
    showList(ALL, summary({ id: 'a' }))
    showList(ACTIVE, summary({ id: 'a' }))
    applyMessage(client, { predictionId: 'a', summary: summary({ id: 'a', version: 4, status: 'COMPLETED' }), event: event('9') })
    expect(rows(ALL)?.map(({ status }) => status)).toEqual(['COMPLETED'])
    expect(rows(ACTIVE)).toEqual([])
  })

  test('about the next stage of a run is all that the view needs: nothing is asked for', () => {
    showView(view())
    const before = asked.length
    const progress = { stage: 'affinity', fraction: 0.8, message: null, at: '2026-03-04T10:02:00.000Z' }
    applyMessage(client, { predictionId: view().id, summary: { ...summary(view()), version: 9, progress }, event: { ...event('12'), kind: 'stage' } })
    expect(read(view().id)?.progress).toEqual(progress)
    expect(read(view().id)?.events.map(({ id }) => id)).toContain('12')
    expect(asked.length).toBe(before)
  })

  test('about an event shows at once in the view, which is then read whole', async () => {
    showView(view())
    applyMessage(client, { predictionId: 'pred_1', summary: summary({ version: 4, status: 'COMPLETED' }), event: event('9') })
    expect(read('pred_1')).toMatchObject({ status: 'COMPLETED', events: [{ id: '9' }] })
    expect(asked.map(({ url }) => url)).toEqual(['/api/v1/predictions/pred_1'])
    answerLast(view({ version: 4, status: 'COMPLETED', yaml: 'whole' }))
    await idle()
    expect(read('pred_1')?.yaml).toBe('whole')
  })

  test('about progress asks for nothing', () => {
    showView(view())
    const progress = { stage: 'structure', fraction: 0.5, message: null, at: '2026-03-04T10:01:00.000Z' }
    applyMessage(client, { predictionId: 'pred_1', summary: summary({ progress }), event: null })
    expect(read('pred_1')?.progress).toEqual(progress)
    expect(asked).toEqual([])
  })

  test('about a deletion empties the lists and is remembered for the page that shows the prediction', () => {
    showList(ALL, summary({ id: 'a' }), summary({ id: 'b' }))
    applyMessage(client, { predictionId: 'a', summary: null, event: event('9') })
    expect(rows(ALL)?.map(({ id }) => id)).toEqual(['b'])
    expect(client.getQueryData(queryKeys.predictionGone('a'))).toBe(true)
  })

  test('about what nobody has read puts nothing into the cache', () => {
    applyMessage(client, { predictionId: 'a', summary: summary({ id: 'a' }), event: event('9') })
    expect(read('a')).toBeUndefined()
    expect(asked).toEqual([])
  })
})

describe('an answer that a message has overtaken', () => {
  test('leaves the newer rows of a list as they are and brings the others', async () => {
    showList(ALL, summary({ id: 'b' }), summary({ id: 'a' }))
    void client.invalidateQueries({ queryKey: queryKeys.predictionLists })
    applyMessage(client, { predictionId: 'a', summary: summary({ id: 'a', version: 9, status: 'COMPLETED' }), event: event('9') })
    answerLast(page(summary({ id: 'b', version: 5 }), summary({ id: 'a', version: 8 })))
    await idle()
    expect(rows(ALL)?.map(({ id, version }) => `${id}${version}`)).toEqual(['b5', 'a9'])
  })

  test('does not bring back a view that has gone on', async () => {
    showView(view({ version: 3 }))
    void client.invalidateQueries({ queryKey: queryKeys.prediction('pred_1') })
    applyMessage(client, { predictionId: 'pred_1', summary: summary({ version: 9, status: 'COMPLETED' }), event: null })
    answerLast(view({ version: 8 }))
    await idle()
    expect(read('pred_1')).toMatchObject({ version: 9, status: 'COMPLETED' })
  })

  test.each([
    ['came', { predictionId: 'n', summary: summary({ id: 'n', createdAt: '2026-03-04T11:00:00.000Z' }), event: event('9') }],
    ['went', { predictionId: 'a', summary: null, event: event('9') }],
  ])('is thrown away when a row %s meanwhile, and the list is read once more', async (_what, message) => {
    showList(ALL, summary({ id: 'a' }))
    void client.invalidateQueries({ queryKey: queryKeys.predictionLists })
    applyMessage(client, message)
    const shown = rows(ALL)
    expect(asked).toHaveLength(2)
    asked[0]?.answer(page(summary({ id: 'a' })))
    answerLast(page(...(shown ?? [])))
    await idle()
    expect(rows(ALL)).toEqual(shown)
  })
})
