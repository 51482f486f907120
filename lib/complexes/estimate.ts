// How long a run should take and which GPU holds it. Estimates from published measurements, never promises.

/** Largest complex that a GPU of this memory holds with room to spare. Source: user reports gathered in Boltz's tracker (#166, #575). */
export const GPU_TOKEN_LIMITS = [
  { memoryGb: 24, maxTokens: 1200, examples: 'RTX 4090, L4, A5000' },
  { memoryGb: 48, maxTokens: 1600, examples: 'A6000, L40S, A40' },
  { memoryGb: 80, maxTokens: 2200, examples: 'A100 80 GB, H100' },
] as const

export type RunSize = {
  tokens: number
  samples: number
  samplingSteps: number
  recyclingSteps: number
  affinity: boolean
  useMsaServer: boolean
  usePotentials: boolean
}

/** Fixed part of a run in seconds: start, weights, input (fit to ChimeraX's table). */
const START_SECONDS = 17
/** Seconds per squared token (same fit). */
const SECONDS_PER_TOKEN_SQUARED = 5.8e-5
/** The affinity model sees a crop around the ligand of at most this many tokens (Boltz 2.2.1). */
const AFFINITY_CROP_TOKENS = 256
/** What ChimeraX measured for a run with potentials against one without, on an Nvidia GPU. */
const POTENTIALS_FACTOR = 1.25
/** Our allowance for the public MSA server; it answers in tens of seconds to minutes, longer when busy. */
const MSA_SECONDS = 60

/**
 * Seconds of GPU time of one run, on an RTX 4090 or better.
 *
 * Base: t = 17 s + 5.8e-5 s x tokens^2, our fit to the nine structure-only runs that UCSF ChimeraX publishes (Boltz 2.1.1,
 * RTX 4090, 129 to 1,467 tokens, 1 sample, 3 recycling and 200 sampling steps). How the quadratic part divides between trunk
 * (grows with recycling) and diffusion (grows with steps and samples) is not published: half and half is assumed. Potentials
 * steer the structure only. Affinity is a second start of Boltz on its crop, with steps and samples of its own.
 */
export function estimateRun(run: RunSize): { seconds: number; basis: string } {
  const quadratic = SECONDS_PER_TOKEN_SQUARED * run.tokens ** 2
  const trunk = (quadratic / 2) * ((run.recyclingSteps + 1) / 4)
  const diffusion = (quadratic / 2) * (run.samplingSteps / 200) * run.samples
  const structure = (START_SECONDS + trunk + diffusion) * (run.usePotentials ? POTENTIALS_FACTOR : 1)
  const crop = Math.min(run.tokens, AFFINITY_CROP_TOKENS)
  const affinity = run.affinity ? START_SECONDS + SECONDS_PER_TOKEN_SQUARED * crop ** 2 : 0
  const msa = run.useMsaServer ? MSA_SECONDS : 0
  const basis =
    'From ChimeraX’s timings of Boltz-2 on an RTX 4090: 17 s + 5.8e-5 s x tokens², scaled by steps and samples' +
    (run.usePotentials ? `, times ${POTENTIALS_FACTOR} for potentials` : '') +
    (run.affinity ? `, affinity counted as a second run of at most ${AFFINITY_CROP_TOKENS} tokens around the ligand` : '') +
    (run.useMsaServer ? `, ${MSA_SECONDS} s allowed for the MSA server` : '') +
    '. Waiting for a GPU and a cold start come on top.'
  return { seconds: Math.round(structure + affinity + msa), basis }
}

/** The sentence for a complex beyond the smallest GPU of the table; null when it fits 24 GB. */
export function gpuWarning(tokens: number): string | null {
  const [smallest, ...larger] = GPU_TOKEN_LIMITS
  if (tokens <= smallest.maxTokens) return null
  const fitting = larger.find((gpu) => tokens <= gpu.maxTokens)
  const count = tokens.toLocaleString('en')
  if (fitting) return `${count} tokens need a GPU with about ${fitting.memoryGb} GB (${fitting.examples}); a smaller one runs out of memory.`
  return `${count} tokens are more than an 80 GB GPU usually holds (about 2,200); the run will probably run out of memory.`
}
