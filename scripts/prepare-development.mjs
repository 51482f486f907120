// What the development server needs and does not make itself: the Prisma client and the surface worker.
import path from 'node:path'
import { writeSurfaceWorker } from './surface-worker.mjs'

writeSurfaceWorker(path.resolve(import.meta.dirname, '..'))
await import('./generate.mjs')
