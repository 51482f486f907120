// A known trouble as an error: the guide's words as its message, what the endpoint said beside it.
import { trouble, type TroubleCode, type TroubleLink } from '@/lib/compute/troubles'

export class RunPodTrouble extends Error {
  override readonly name = 'RunPodTrouble'
  readonly cure: string
  readonly links: readonly TroubleLink[]

  constructor(
    readonly code: TroubleCode,
    /** The endpoint's own words, without keys; null when it gave none. */
    readonly reported: string | null = null,
  ) {
    const { message, cure, links } = trouble(code)
    super(message)
    this.cure = cure
    this.links = links
  }
}
