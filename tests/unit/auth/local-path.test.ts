// Where one goes after signing in: a page of this server, whatever the address said.
import { expect, test } from 'vitest'
import { localPath } from '@/lib/door/local-path'

test.each([
  ['/predictions/pred_1?tab=files', '/predictions/pred_1?tab=files'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/x\\..\\evil', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.example', '/'],
  ['/a/../../b', '/b'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/%2e//evil.example', '/'],
])('%j leads to %s', (given, path) => expect(localPath(given)).toBe(path))
