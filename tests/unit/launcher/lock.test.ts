// One launcher per data folder, also after one was killed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdDataFolder } from '@/scripts/launcher/lock'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'atomera-lock-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const leaveBehind = (holder: { pid: number; port: number; token: string }) => writeFileSync(path.join(folder, 'up.lock'), JSON.stringify(holder))

it('is held by one, and free again after letting go', async () => {
  const letGo = await holdDataFolder(folder)
  await expect(holdDataFolder(folder)).rejects.toThrow(`Atomera already runs on ${folder} (process ${process.pid})`)
  letGo()
  ;(await holdDataFolder(folder))()
})

it('is taken over from a holder whose port is closed, although its process id is in use', async () => {
  leaveBehind({ pid: process.pid, port: 1, token: 'x' })
  ;(await holdDataFolder(folder))()
})

it('is taken over when another program has the port now', async () => {
  const other = createServer((socket) => socket.end('HTTP/1.1 400'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  leaveBehind({ pid: process.pid, port: address !== null && typeof address === 'object' ? address.port : 0, token: 'x' })
  ;(await holdDataFolder(folder))()
  other.close()
})

it('stays with a holder that is stopped: its port accepts and says nothing', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  leaveBehind({ pid: process.pid, port: address !== null && typeof address === 'object' ? address.port : 0, token: 'x' })
  await expect(holdDataFolder(folder)).rejects.toThrow('already runs')
  silent.close()
})
