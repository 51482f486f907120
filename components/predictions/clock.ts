'use client'
// The present, for the browser only: null while the server renders and hydrates, so that no ticking text can differ between the two.
import { useSyncExternalStore } from 'react'

type Ticker = { subscribe(changed: () => void): () => void; read(): number }

function createTicker(intervalMs: number): Ticker {
  const watchers = new Set<() => void>()
  let present: number | null = null
  let timer: ReturnType<typeof setInterval> | null = null
  const tick = () => {
    present = Date.now()
    for (const changed of watchers) changed()
  }
  return {
    subscribe(changed) {
      watchers.add(changed)
      timer ??= setInterval(tick, intervalMs)
      return () => {
        watchers.delete(changed)
        if (watchers.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
        present = null
      }
    },
    read: () => (present ??= Date.now()),
  }
}

const everySecond = createTicker(1_000)
const everyTwentySeconds = createTicker(20_000)
const none = (): null => null

/** Milliseconds since 1970, renewed each second. */
export const useSecond = (): number | null => useSyncExternalStore(everySecond.subscribe, everySecond.read, none)

/** The same, renewed every twenty seconds: for ages. */
export const useMoment = (): number | null =>
  useSyncExternalStore(everyTwentySeconds.subscribe, everyTwentySeconds.read, none)
