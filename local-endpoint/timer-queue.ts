// Timers in the order in which they are due: a binary heap, in which forgotten ones are skipped and, once they are many, swept out. It knows no time of its own.

export type Timer = { due: number; order: number; action: () => void; isForgotten: boolean }

const isBefore = (one: Timer, other: Timer) => one.due < other.due || (one.due === other.due && one.order < other.order)

export class TimerQueue {
  private heap: Timer[] = []
  private forgotten = 0
  private lastOrder = 0

  /** Adds a timer; the returned one is forgotten by `forget`. */
  add(due: number, action: () => void): Timer {
    this.lastOrder += 1
    const timer: Timer = { due, order: this.lastOrder, action, isForgotten: false }
    this.heap.push(timer)
    this.rise(this.heap.length - 1)
    return timer
  }

  forget(timer: Timer): void {
    if (timer.isForgotten) return
    timer.isForgotten = true
    this.forgotten += 1
    if (this.forgotten > 64 && this.forgotten * 2 > this.heap.length) this.sweep()
  }

  /** The next one, or null. */
  peek(): Timer | null {
    for (;;) {
      const top = this.heap[0]
      if (top === undefined) return null
      if (!top.isForgotten) return top
      this.removeTop()
      this.forgotten -= 1
    }
  }

  /** Takes the next one out; a later `forget` of it does nothing. */
  take(): Timer | null {
    const next = this.peek()
    if (next === null) return null
    this.removeTop()
    next.isForgotten = true
    return next
  }

  private sweep(): void {
    const kept = this.heap.filter((timer) => !timer.isForgotten)
    // A sorted list is a heap.
    this.heap = kept.sort((one, other) => (isBefore(one, other) ? -1 : 1))
    this.forgotten = 0
  }

  private removeTop(): void {
    const last = this.heap.pop()
    if (last === undefined || this.heap.length === 0) return
    this.heap[0] = last
    this.sink()
  }

  private rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!this.swapIfBefore(at, parent)) return
      at = parent
    }
  }

  private sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const [one, other] = [this.heap[left], this.heap[right]]
      if (one === undefined) return
      const child = other !== undefined && isBefore(other, one) ? right : left
      if (!this.swapIfBefore(child, at)) return
      at = child
    }
  }

  private swapIfBefore(child: number, parent: number): boolean {
    const [lower, upper] = [this.heap[child], this.heap[parent]]
    if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false
    this.heap[child] = upper
    this.heap[parent] = lower
    return true
  }
}
