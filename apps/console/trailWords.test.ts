import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trailWords } from './trailWords.ts'

const root = join(import.meta.dirname, '../..')

/** Names of all actions that the sources write into the audit log. */
function actionsWritten(): string[] {
  const files = globSync('{platform,modules,apps}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const calls = files.flatMap((file) => [
    ...readFileSync(join(root, file), 'utf8').matchAll(/\baudit\(([^;]*?'[a-zA-Z]+\.[a-zA-Z.]+')/g),
  ])
  return [...new Set(calls.map(([, text = '']) => /'([a-zA-Z]+\.[a-zA-Z.]+)'$/.exec(text)?.[1] ?? text))]
}

test('every action that is written into the audit log has its words in both languages', () => {
  const written = actionsWritten().toSorted()
  expect(written.length).toBeGreaterThan(30)
  expect(written).toEqual(Object.keys(trailWords.zh.actions).toSorted())
})
