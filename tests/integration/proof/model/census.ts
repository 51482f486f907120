// Counts of what a run of the model came by, so that a generator which has died is seen.

export class Census {
  private readonly counts = new Map<string, Map<string, number>>()

  count(group: string, name: string): void {
    const names = this.counts.get(group) ?? new Map<string, number>()
    this.counts.set(group, names)
    names.set(name, (names.get(name) ?? 0) + 1)
  }

  of(group: string, name: string): number {
    return this.counts.get(group)?.get(name) ?? 0
  }

  total(group: string): number {
    return [...(this.counts.get(group)?.values() ?? [])].reduce((sum, count) => sum + count, 0)
  }

  /** Those of `names` that never occurred. */
  missing(group: string, names: readonly string[]): string[] {
    return names.filter((name) => this.of(group, name) === 0).map((name) => `${group}: ${name}`)
  }

  /** Of transitions counted as `from to`: those targets that were never reached. */
  missingTargets(group: string, targets: readonly string[]): string[] {
    const reached = new Set([...(this.counts.get(group)?.keys() ?? [])].map((name) => name.split(' to ').at(-1)))
    return targets.filter((target) => !reached.has(target)).map((target) => `${group}: to ${target}`)
  }

  toString(): string {
    const line = ([group, names]: [string, Map<string, number>]): string => {
      const sorted = [...names].sort(([, one], [, other]) => other - one)
      return `${group} (${this.total(group)})\n  ${sorted.map(([name, count]) => `${name} ${count}`).join(' · ')}`
    }
    return [...this.counts].map(line).join('\n')
  }
}
