import 'server-only'
// Claims that stand in the rows although their process does not know: the answer to their commit was lost. Without this nobody would
// look at them before their lease is over.
import { log } from '@/lib/log'

export class LostClaims {
  #underWay = 0
  #mayBeSome = false
  #givingBack: Promise<void> = Promise.resolve()

  /** `giveBack` gives back all that is held and not worked on. */
  constructor(private readonly giveBack: () => Promise<number>) {}

  /** `claim` claims and begins what it got. After one that failed, what it may have left behind is given back first, while no other is under way. */
  async mindedIn<Value>(claim: () => Promise<Value>): Promise<Value> {
    if (this.#mayBeSome && this.#underWay === 0) this.#givingBack = this.#giveBackAll()
    await this.#givingBack
    this.#underWay += 1
    try {
      return await claim()
    } catch (error) {
      this.#mayBeSome = true
      throw error
    } finally {
      this.#underWay -= 1
    }
  }

  async #giveBackAll(): Promise<void> {
    this.#mayBeSome = false
    try {
      const found = await this.giveBack()
      if (found > 0) log.warn({ found }, 'claims whose commit was not answered are given back')
    } catch (error) {
      this.#mayBeSome = true
      throw error
    }
  }
}
