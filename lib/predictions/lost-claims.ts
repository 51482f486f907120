import 'server-only'
// Claims that stand in the rows although their process does not know: the answer to their commit was lost. Without this nobody would
// look at them before their lease is over.
import { SECOND } from '@/lib/clock'
import { log } from '@/lib/log'

/** The database ends a statement that takes longer. */
const COMMITTED_WITHIN_MS = 30 * SECOND

export class LostClaims {
  #underWay = 0
  #mayBeSome = false
  #failedAt = 0
  #givingBack: Promise<void> = Promise.resolve()

  /** `giveBack` gives back all that is held and not worked on. */
  constructor(private readonly giveBack: () => Promise<number>) {}

  /** `claim` claims and begins what it got. After one that failed, what it may have left behind is given back first, while no other is under way. */
  async mindedIn<Value>(claim: () => Promise<Value>): Promise<Value> {
    if (this.#mayBeSome && this.#underWay === 0) this.#givingBack = this.#giveBackAll()
    this.#underWay += 1
    try {
      await this.#givingBack
      return await claim()
    } catch (error) {
      this.#mayBeSome = true
      this.#failedAt = performance.now()
      throw error
    } finally {
      this.#underWay -= 1
    }
  }

  /** A commit may still be on its way when its connection is gone: it is looked for until none can be any more. */
  async #giveBackAll(): Promise<void> {
    const isLast = performance.now() - this.#failedAt > COMMITTED_WITHIN_MS
    const found = await this.giveBack()
    if (isLast) this.#mayBeSome = false
    if (found > 0) log.warn({ found }, 'claims whose commit was not answered are given back')
  }
}
