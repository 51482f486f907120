// Some clients in one process that each ask for the same again as soon as they are answered, over connections that stay open. Argument:
// how many. A message names address, headers, the status that is expected, and for how long; the answer is how many answers came.
import { Agent, get } from 'node:http'
import { hear, report } from './parent'
import { machineMs } from '../measure'

type Wish = { address: string; headers: Record<string, string>; status: number; forMs: number }

const clients = Number(process.argv[2])
const agent = new Agent({ keepAlive: true, maxSockets: clients })

function answerTo({ address, headers, status }: Wish): Promise<void> {
  return new Promise((resolve, reject) => {
    get(address, { agent, headers }, (response) => {
      response.resume()
      if (response.statusCode !== status) reject(new Error(`${address} answered ${response.statusCode}.`))
      response.on('end', resolve)
    }).on('error', reject)
  })
}

async function askUntil(wish: Wish, end: number): Promise<number> {
  let answers = 0
  for (; machineMs() < end; answers += 1) await answerTo(wish)
  return answers
}

hear((message) => {
  const wish = message as Wish
  const begun = machineMs()
  void Promise.all(Array.from({ length: clients }, () => askUntil(wish, begun + wish.forMs))).then((answers) =>
    report({ perSecond: (answers.reduce((sum, count) => sum + count, 0) * 1000) / (machineMs() - begun) }),
  )
})
report({ ready: true })
