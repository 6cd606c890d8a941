import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closedParent } from './launcher.ts'

test('the folder that another user cannot pass is named, the nearest to the root first', () => {
  const top = mkdtempSync(join(tmpdir(), 'siyu-way-'))
  onTestFinished(() => rmSync(top, { recursive: true }))
  const deep = join(top, 'a/b/data')
  mkdirSync(deep, { recursive: true })
  for (const folder of [top, join(top, 'a'), join(top, 'a/b')]) chmodSync(folder, 0o755)
  // The folder itself is given to that user; only the way matters.
  chmodSync(deep, 0o700)
  expect(closedParent(deep)).toBeNull()
  chmodSync(join(top, 'a/b'), 0o700)
  expect(closedParent(deep)).toBe(join(top, 'a/b'))
  chmodSync(top, 0o750)
  expect(closedParent(deep)).toBe(top)
})
