// Our own key does not come back to us in a result: not in words, not in keys, not in names of files, which stay apart all the same.
import { expect, it } from 'vitest'
import { withoutSecrets } from '@/lib/results/hide-secrets'
import { readAnswer } from '@/lib/results/read-answer'
import { base64, completed, EXPECTED, guideOutput } from '@/tests/support/boltz-files'

const KEY = 'OurOwnKey0123456789'

it('is taken out of texts, keys and names', () => {
  const output = {
    ...guideOutput(),
    gpu: `L4 ${KEY}`,
    warnings: [`Could not reach https://x/?token=abc with ${KEY}`],
    command: ['boltz', `--key=${KEY}`],
    timings: { [KEY]: 3 },
    engine: { package: KEY, version: null },
  }
  const files = { ...output.output_files, [`${KEY}.log`]: base64('a'), 'hidden.log': base64('b'), [`x-${KEY}.log`]: base64('c') }
  const read = readAnswer(completed({ ...output, output_files: files }), EXPECTED)
  if (read.kind !== 'result') throw new Error(read.message)
  expect(JSON.stringify(read.summary)).toContain(KEY)

  const { summary, files: stored } = withoutSecrets(read, [KEY])
  expect(JSON.stringify(summary)).not.toContain(KEY)
  expect(stored.map(({ name }) => name)).toEqual(summary.files.map(({ name }) => name))
  expect(new Set(stored.map(({ name }) => name.toLowerCase())).size).toBe(stored.length)
  expect(stored.every(({ name }) => /^[\w.-]+$/.test(name))).toBe(true)
  expect(summary.samples[0]?.poseFile).toBe('input_model_0.cif')
  expect(summary.warnings).toEqual(['Could not reach https://x/?token=[hidden] with [hidden]'])
})

it('without a secret in it a result stays as it is', () => {
  const read = readAnswer(completed(guideOutput()), EXPECTED)
  if (read.kind !== 'result') throw new Error(read.message)
  expect(withoutSecrets(read, [KEY])).toEqual({ summary: JSON.parse(JSON.stringify(read.summary)), files: read.files })
})
