// A process of its own that sends as many cancels as it is told at once, and prints how many were heard and how many found no place.
import { cancelRun } from '@/lib/compute/job-api'

const [baseUrl = '', name = '', count = '0'] = process.argv.slice(2)
const address = { kind: 'runpod', baseUrl, endpointId: 'ep1', apiKey: 'k'.repeat(20) } as const
const answers = await Promise.all(Array.from({ length: Number(count) }, (_, index) => cancelRun(address, `${name}-${index}`)))
const heard = answers.filter(({ kind }) => kind === 'answered').length
const unsent = answers.filter((answer) => answer.kind === 'unavailable' && answer.unsent === true).length
console.log(JSON.stringify({ heard, unsent }))
process.exit(0)
