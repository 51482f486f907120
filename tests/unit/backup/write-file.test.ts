// A backup's file is there whole or not at all, whatever ends the writing.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writePacked } from '@/scripts/backup/write-file'

let folder: string
const file = (): string => path.join(folder, 'backup.tar.gz')
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'atomera-write-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal
async function* bytes(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}

test('whole, packed, and for its owner alone', async () => {
  const size = await writePacked(file(), bytes('one ', 'two'), never)
  expect(gunzipSync(readFileSync(file())).toString()).toBe('one two')
  expect([statSync(file()).size, statSync(file()).mode & 0o777]).toEqual([size, 0o600])
  expect(readdirSync(folder)).toEqual(['backup.tar.gz'])
})

test('a source that fails leaves nothing', async () => {
  await expect(writePacked(file(), bytes('one', new Error('the connection is gone')), never)).rejects.toThrow('the connection is gone')
  expect(readdirSync(folder)).toEqual([])
})

test('an interruption leaves nothing', async () => {
  const interrupted = new AbortController()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one')
    interrupted.abort(new Error('Interrupted'))
    yield Buffer.from('two')
  }
  await expect(writePacked(file(), slow(), interrupted.signal)).rejects.toThrow()
  expect(readdirSync(folder)).toEqual([])
})

test('another one that writes the same file, or was faster, loses nothing', async () => {
  writeFileSync(`${file()}.part`, 'of somebody else')
  await expect(writePacked(file(), bytes('one'), never)).rejects.toThrow('is there already')
  expect(readFileSync(`${file()}.part`, 'utf8')).toBe('of somebody else')
  rmSync(`${file()}.part`)
  async function* meanwhile(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one')
    writeFileSync(file(), 'faster')
  }
  await expect(writePacked(file(), meanwhile(), never)).rejects.toThrow('overwrites nothing')
  expect(readFileSync(file(), 'utf8')).toBe('faster')
  expect(readdirSync(folder)).toEqual(['backup.tar.gz'])
})
