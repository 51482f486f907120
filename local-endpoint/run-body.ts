// What a `/run` body must be: JSON, an object, with an input; it refuses the rest with the words for a 400 and ignores keys it does not know.
import { z } from 'zod'
import { memberText } from './input-span'
import { DEFAULT_POLICY, type AttemptPair, type JobPolicy } from './jobs/job'
import { sha256 } from './jobs/ledger'

export type RunBody = {
  input: unknown
  webhook: string | null
  policy: JobPolicy
  pair: AttemptPair | null
  /** Of the bytes of `input` as they came. */
  inputSha256: string
  /** Of the bytes that `input.input_yaml` stands for in base64; null when there is none. */
  yamlSha256: string | null
}

const Envelope = z.looseObject({
  input: z.unknown(),
  webhook: z.string().nullish(),
  policy: z.looseObject({ executionTimeout: z.number().nullish(), ttl: z.number().nullish() }).nullish(),
})

const Pair = z.looseObject({ job_id: z.string().min(1), attempt: z.string().min(1) })
const WithYaml = z.looseObject({ input_yaml: z.string() })

/** Documented bounds in milliseconds. Whether the platform refuses or clamps is unknown; this endpoint clamps. */
const WEEK_MS = 7 * 86_400_000
const clamp = (value: number, least: number) => Math.min(Math.max(value, least), WEEK_MS)

export function parseRunBody(text: string): { ok: true; body: RunBody } | { ok: false; message: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, message: 'bad request: body: invalid JSON' }
  }
  const envelope = Envelope.safeParse(value)
  if (!envelope.success) return { ok: false, message: 'bad request: body: not a job request' }
  const { input, webhook, policy } = envelope.data
  if (input === undefined || input === null) return { ok: false, message: 'bad request: input: missing' }
  const pair = Pair.safeParse(input)
  const withYaml = WithYaml.safeParse(input)
  return {
    ok: true,
    body: {
      input,
      webhook: webhook ?? null,
      policy: {
        executionTimeout: clamp(policy?.executionTimeout ?? DEFAULT_POLICY.executionTimeout, 5_000),
        ttl: clamp(policy?.ttl ?? DEFAULT_POLICY.ttl, 10_000),
      },
      pair: pair.success ? { jobId: pair.data.job_id, attempt: pair.data.attempt } : null,
      inputSha256: sha256(memberText(text, 'input') ?? ''),
      yamlSha256: withYaml.success ? sha256(Buffer.from(withYaml.data.input_yaml, 'base64')) : null,
    },
  }
}
