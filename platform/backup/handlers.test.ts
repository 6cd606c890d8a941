import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { expect, onTestFinished, test } from 'vitest'
import { freshPlatform } from '#platform/testing'
import type { RequestContext } from '../http/context.ts'
import { backupHandlers } from './handlers.ts'

const context: RequestContext = {
  ...{ actor: { kind: 'staff', id: '1', name: 'test', rights: ['*'] }, requestId: 'r', ip: '::1', userAgent: '' },
  ...{ language: 'zh', cookie: () => undefined, setCookie: () => undefined },
}

test('a backup that was killed with its process is told as failed, and its remains are cleared away', async () => {
  const platform = await freshPlatform()
  const dataDir = mkdtempSync(join(tmpdir(), 'siyu-backups-'))
  onTestFinished(async () => {
    await platform.close()
    rmSync(dataDir, { recursive: true })
  })
  const killed = join(dataDir, 'backups/killed')
  mkdirSync(`${killed}.unfinished`, { recursive: true })
  const { rows } = await platform.postgres.pool.query<{ id: string }>(
    `insert into platform_backup (state, folder, started_at) values ('running', $1, now()) returning id`,
    [killed],
  )
  const router = backupHandlers({ ...platform, now: platform.clock, dataDir, root: process.cwd() })
  await platform.jobs.start()
  let made = await call(router.create, undefined, { context })
  while (made.state === 'queued' || made.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 20))
    made = await call(router.get, { id: made.id }, { context })
  }
  expect(made).toMatchObject({ state: 'done', error: null })
  expect(existsSync(join(made.folder, 'manifest.json'))).toBe(true)
  expect(await call(router.get, { id: rows[0]?.id ?? '' }, { context })).toMatchObject({
    ...{ state: 'failed', error: 'stopped with its process' },
  })
  expect(existsSync(`${killed}.unfinished`)).toBe(false)
  await expect(call(router.get, { id: '99999' }, { context })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
