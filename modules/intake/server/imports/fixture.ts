import { join } from 'node:path'
import type { AnyContractRouter } from '@orpc/contract'
import type { Router } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { mountApi } from '#platform/http/api'
import type { Actor, RequestContext } from '#platform/http/context'
import { createHttp } from '#platform/http/server'
import type { TestPlatform } from '#platform/testing'
import { thingKind } from '../../core/imports/fixture.ts'
import type { Importer, ImportRow, ImportRun, ImportSession, RowNote } from '../../core/imports/importer.ts'
import { importHost } from './host.ts'

export interface ImportAnswer {
  id: string
  kind: string
  state: string
  total: number
  created: number
  updated: number
  skipped: number
  rejected: number
  ignored: number
  notes: number
  progress: number
  dryRun: boolean
  fileName: string
  sha256: string
  options: Record<string, unknown>
  reading: { encoding: string; sheet?: string; delimiter: string; headerLine: number; columns: string[] } | null
  error: { code: string; message: string; zh: string; en: string } | null
  createdBy: string
  finishedAt: string | null
}

export interface NotePage {
  items: { line: number; code: string; reason: string; zh: string; en: string; raw: string }[]
  next?: string
}

interface UploadAnswer {
  status: number
  body: { id: string; title?: string; code?: string; errors?: { path: string; message: string }[] }
}

export interface ImportClient {
  app: FastifyInstance
  host: ReturnType<typeof importHost>
  folder: string
  /** POST /api/v1/imports; answers status and body. */
  upload(
    fields: Record<string, string>,
    file: Buffer | string | null,
    name?: string,
    path?: string,
  ): Promise<UploadAnswer>
  /** Uploads and waits for the end. */
  bring(fields: Record<string, string>, file: Buffer | string, name?: string): Promise<ImportAnswer>
  /** Waits until the import has ended. */
  ended(id: string): Promise<ImportAnswer>
  get<T>(path: string): Promise<T>
  post<T>(path: string): Promise<{ status: number; body: T }>
}

export const everyRight: Actor = { kind: 'staff', id: '1', name: 'test', rights: ['*'] }

/** The import host with its routes on a platform; `router` is mounted beside it. Jobs are not started yet. */
export async function openHost(
  platform: TestPlatform,
  importers: readonly Importer[],
  router: Record<string, Router<AnyContractRouter, RequestContext>> = {},
  actor: () => Actor = () => everyRight,
): Promise<ImportClient> {
  const { postgres, outbox, vault, log, jobs, clock, filesDir } = platform
  const folder = join(filesDir, 'imports')
  const zone = async () => 'Asia/Shanghai'
  const leftovers = async () => 0
  const host = importHost({ ...{ postgres, outbox, vault, log, jobs, now: clock, folder, importers, zone, leftovers } })
  const app = await createHttp(log)
  const authenticate = async () => actor()
  host.routes(app, authenticate)
  mountApi(app, { imports: host.handlers, ...router }, authenticate)
  await app.ready()
  const get = async <T>(path: string) => (await app.inject({ url: `/api/v1${path}` })).json<T>()
  const post = async <T>(path: string) => {
    const answer = await app.inject({ method: 'POST', url: `/api/v1${path}` })
    return { status: answer.statusCode, body: answer.json<T>() }
  }
  const upload: ImportClient['upload'] = async (fields, file, name = 'file.csv', path = '/api/v1/imports') => {
    const { payload, type } = multipartBody(fields, file, name)
    const answer = await app.inject({
      method: 'POST',
      url: path,
      payload,
      headers: { 'content-type': type },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const ended = (id: string) => untilEnded(get, id)
  const bring: ImportClient['bring'] = async (fields, file, name) => {
    const { status, body } = await upload(fields, file, name)
    if (status !== 201) throw new Error(`upload was refused: ${JSON.stringify(body)}`)
    return ended(body.id)
  }
  return { app, host, folder, upload, bring, ended, get, post }
}

async function untilEnded(get: ImportClient['get'], id: string): Promise<ImportAnswer> {
  for (;;) {
    const now = await get<ImportAnswer>(`/imports/${id}`)
    if (now.state !== 'queued' && now.state !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

function multipartBody(fields: Record<string, string>, file: Buffer | string | null, name: string) {
  const boundary = 'siyu-test-boundary'
  const part = (head: string, content: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ])
  const parts = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value))
  if (file !== null) {
    parts.push(part(`name="file"; filename="${name}"\r\ncontent-type: application/octet-stream`, file))
  }
  const payload = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return { payload, type: `multipart/form-data; boundary=${boundary}` }
}

const odd: RowNote = {
  ...{ line: 0, level: 'rejected', code: 'odd-name', target: 'name' },
  reason: { zh: '名称奇怪', en: 'Odd name' },
}

/** A kind of import for tests: keeps things in memory and can be held, broken and watched. */
export class Things {
  readonly store = new Map<string, string>()
  /** Reading waits for it. */
  gate: Promise<void> = Promise.resolve()
  /** How many more times applying breaks in the middle. */
  failures = 0
  begun = 0
  closed = 0
  /** Called when all is applied. */
  applied: () => Promise<void> = async () => undefined

  readonly importer: Importer = {
    ...thingKind,
    begin: async (run) => this.#begin(run),
    undo: async (_, report) => {
      const removed = this.store.size
      this.store.clear()
      await report({ removed, restored: 0, kept: 0 })
    },
    forgetUndo: async () => undefined,
    upsert: async ({ rows, dryRun }) => ({ counts: this.#apply(rows, dryRun), notes: [] }),
  }

  reset() {
    this.store.clear()
    this.gate = Promise.resolve()
    this.failures = this.begun = this.closed = 0
    this.applied = async () => undefined
  }

  /** Holds reading until the answered function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.gate = promise
    return resolve
  }

  #begin(run: ImportRun): ImportSession {
    this.begun += 1
    const rows: ImportRow[] = []
    return {
      add: async (batch) => {
        rows.push(...batch.filter((row) => row.values.name !== '怪'))
        await this.gate
        return batch.filter((row) => row.values.name === '怪').map((row) => ({ ...odd, line: row.line }))
      },
      finish: async (report) => {
        const counts = this.#apply(rows, run.dryRun)
        await this.applied()
        await report({ counts, part: 1, notes: [{ ...odd, line: 2, level: 'note', code: 'look' }] })
      },
      close: async () => {
        this.closed += 1
      },
    }
  }

  #apply(rows: readonly ImportRow[], dryRun: boolean) {
    const counts = { created: 0, updated: 0, skipped: 0 }
    for (const { line, values } of rows) {
      const { no = '', price = '' } = values
      const before = this.store.get(no)
      counts[before === undefined ? 'created' : before === price ? 'skipped' : 'updated'] += 1
      if (!dryRun) this.store.set(no, price)
      if (this.failures > 0 && line === 3) {
        this.failures -= 1
        throw new Error('the machine broke')
      }
    }
    return counts
  }
}
