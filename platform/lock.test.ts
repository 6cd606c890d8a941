import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { FolderInUse, lockFolder } from './lock.ts'
import { alive, startMark } from './processes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siyu-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})
const mark = () => join(folder, 'siyu.pid')
const finished = () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  expect(alive(pid)).toBe(false)
  return pid
}

describe('a data folder', () => {
  test('belongs to one Siyu: the second is told who has it, and gets it afterwards', async () => {
    const first = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUse)
    await expect(lockFolder(folder)).rejects.toThrow(String(process.pid))
    first.release()
    const second = await lockFolder(folder)
    second.release()
    expect(readdirSync(folder)).toEqual([])
  })
  test.each([
    ['a killed process', () => JSON.stringify({ pid: finished(), started: '1' })],
    ['a process whose number somebody else has now', () => JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['nobody: the mark cannot be read', () => '{"pid":'],
    ['nobody: the mark is empty', () => ''],
  ])('with the mark of %s is free', async (_, text) => {
    writeFileSync(mark(), text())
    const lock = await lockFolder(folder)
    expect(JSON.parse(readFileSync(mark(), 'utf8'))).toEqual({ pid: process.pid, started: startMark(process.pid) })
    lock.release()
    expect(readdirSync(folder)).toEqual([])
  })
  test('is made when it is not there', async () => {
    const deep = join(folder, 'a/b')
    const lock = await lockFolder(deep)
    lock.release()
    expect(readdirSync(deep)).toEqual([])
  })
  test('with a dead mark goes to exactly one of many that start at once', async () => {
    const script = `
      const { lockFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))})
      console.log('ready')
      await new Promise((go) => process.stdin.once('data', go))
      try { await lockFolder(${JSON.stringify(folder)}); console.log('got') } catch { console.log('refused') }
      await new Promise((end) => process.stdin.once('data', end))`
    const children = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]))
    onTestFinished(() => void children.map((child) => child.kill('SIGKILL')))
    await Promise.all(children.map(said))
    writeFileSync(mark(), JSON.stringify({ pid: finished(), started: '1' }))
    const answers = children.map(said)
    for (const child of children) child.stdin?.write('go\n')
    expect((await Promise.all(answers)).sort()).toEqual(['got', ...Array(5).fill('refused')])
  })
})

async function said(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  return text.toString().trim()
}
