// First file of the simulation's thread. tsx's own --import reaches the main thread only, so TypeScript is registered here by hand.
import { register } from 'tsx/esm/api'

register()
await import('./simulation-thread.ts')
