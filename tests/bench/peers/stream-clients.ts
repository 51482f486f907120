// Many clients of event streams in one process: opens them, and tells when each received the event that carries a mark.
// Arguments: number of streams, then the addresses of the servers.
import { get } from 'node:http'
import { hear, report } from './parent'
import { machineMs } from '../measure'
import { DEMO_HEADERS } from '../../support/demo'

const [count = '0', ...addresses] = process.argv.slice(2)
const AT_ONCE = 50

type Watch = { mark: string; missing: number; at: number[] }
const watches = new Map<string, Watch>()

function openStream(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(address, { agent: false, headers: { ...DEMO_HEADERS, accept: 'text/event-stream' } }, (response) => {
      let tail = ''
      response.setEncoding('latin1')
      response.on('data', (text: string) => {
        const at = machineMs()
        const watch = watches.get(address)
        if (watch === undefined && text.includes('event: ready')) return resolve()
        tail += text
        if (watch !== undefined && tail.includes(watch.mark)) received(address, watch, at)
        tail = tail.slice(-64)
      })
      response.on('error', () => undefined)
    }).on('error', reject)
  })
}

function received(address: string, watch: Watch, at: number): void {
  watch.at.push(at)
  watch.missing -= 1
  if (watch.missing > 0) return
  watches.delete(address)
  report({ received: watch.at })
}

hear((message) => {
  const { address, mark } = message as { address: string; mark: string }
  watches.set(address, { mark, missing: Number(count), at: [] })
  report({ watching: true })
})

for (const address of addresses) {
  for (let opened = 0; opened < Number(count); opened += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - opened) }, () => openStream(address)))
  }
}
report({ open: true })
