'use client'
// Brings the place of a complaint into view and puts the focus there.
import { placeOf } from './place-complaints'

function controlAt(at: string): HTMLElement | null {
  const place = placeOf(at)
  const cards = document.querySelectorAll<HTMLElement>('[data-entity]')
  if (place.kind === 'entity') return cards[place.index]?.querySelector(place.part === 'copies' ? '[data-copies]' : '[data-entity-text]') ?? null
  if (place.kind === 'chain') return cards[place.index]?.querySelectorAll<HTMLElement>('fieldset input.font-mono')[place.copy] ?? null
  if (place.kind === 'affinity') return document.querySelector('input[name="affinity"]:checked')
  if (place.kind === 'name') return document.querySelector('[data-draft-name]')
  if (place.kind === 'option') return document.querySelector(`[data-option="${CSS.escape(place.name)}"]`)
  return null
}

export function focusPlace(at: string): void {
  const control = controlAt(at) ?? document.querySelector<HTMLElement>('[data-entity-text]')
  control?.scrollIntoView({ block: 'center' })
  control?.focus({ preventScroll: true })
}

/** After removing a card: the one that moved into its place, else the last, else the button that adds one. */
export function focusCard(index: number): void {
  requestAnimationFrame(() => {
    const cards = document.querySelectorAll<HTMLElement>('[data-entity]')
    const card = cards[Math.min(index, cards.length - 1)]
    const control = card?.querySelector<HTMLElement>('select') ?? document.querySelector<HTMLElement>('#add-protein')
    control?.focus()
  })
}

/** After the next paint, since the entity has only just been added. */
export function focusEntity(key: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-entity-text="${CSS.escape(key)}"]`)?.focus())
}
