// The webhook calls that were made, in memory, for tests that count them; it never keeps an address, since a token stands in it.

export type Delivery = { id: string; at: number; kind: 'true' | 'forged' | 'again'; tryNumber: number; httpStatus: number | null }

const KEEP = 20_000

export class DeliveryLog {
  private made: Delivery[] = []

  record(delivery: Delivery): void {
    this.made.push(delivery)
    if (this.made.length > 2 * KEEP) this.made = this.made.slice(-KEEP)
  }

  list(): Delivery[] {
    return this.made.slice(-KEEP)
  }

  clear(): void {
    this.made = []
  }
}
