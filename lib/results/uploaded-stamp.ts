// What a worker's answer says of a larger one that it has uploaded. Makes no value of anything else; pure.
import { UploadedAnswer } from '@/lib/compute/contract'
import { isBlank } from '@/lib/results/answer-output'
import { isObject, membersOf } from '@/lib/results/json-spans'
import { readJsonBytes } from '@/lib/results/safe-json'

/** `whole`: there is no larger one. `lost`: the endpoint has sent no output, so that nobody knows what it would have said. */
export type UploadSaid = { kind: 'uploaded'; stamp: UploadedAnswer } | { kind: 'whole' } | { kind: 'lost' }

const memberOf = (object: Uint8Array, name: string): Uint8Array | undefined => {
  const found = membersOf(object)
  return found.ok ? found.members.get(name) : undefined
}

/** `rawAnswer` is the JSON body of /status. */
export function uploadSaid(rawAnswer: Uint8Array): UploadSaid {
  const output = memberOf(rawAnswer, 'output')
  if (output === undefined || isBlank(output)) return { kind: 'lost' }
  const said = isObject(output) ? memberOf(output, 'uploaded') : undefined
  const json = said && readJsonBytes(said)
  const stamp = json?.ok ? UploadedAnswer.safeParse(json.value) : null
  return stamp?.success ? { kind: 'uploaded', stamp: stamp.data } : { kind: 'whole' }
}
