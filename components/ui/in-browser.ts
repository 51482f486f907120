'use client'
// Whether a component lives in the browser already: what the server painted takes no click and no Enter until then.
import { useSyncExternalStore } from 'react'

const never = () => () => undefined

export const useInBrowser = (): boolean => useSyncExternalStore(never, () => true, () => false)
