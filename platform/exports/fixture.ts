import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse as Response } from 'fastify'
import { z } from 'zod'
import { mountApi } from '../http/api.ts'
import type { Actor } from '../http/context.ts'
import { createHttp } from '../http/server.ts'
import type { TestPlatform } from '../testing.ts'
import { exportHost } from './host.ts'
import { type ExportKind, exportKind } from './kind.ts'

export interface ExportAnswer {
  id: string
  kind: string
  state: string
  done: number
  total: number | null
  masked: boolean
  reason: string | null
  available: boolean
  error: { code: string; message: string } | null
  author: string
  createdBy: string
  expiresAt: string | null
  code?: string
  errors?: { path: string }[]
  detail?: string
}

export interface ExportClient {
  app: FastifyInstance
  host: ReturnType<typeof exportHost>
  folder: string
  ask(body: object): Promise<{ status: number; body: ExportAnswer }>
  /** Asks and waits for the end. */
  make(body: object): Promise<ExportAnswer>
  ended(id: string): Promise<ExportAnswer>
  get<T>(path: string): Promise<T>
  cancel(id: string): Promise<{ status: number; body: ExportAnswer }>
  file(id: string): Promise<Response>
}

export const everyRight: Actor = { kind: 'staff', id: '1', name: '王店长', rights: ['*'] }

/** The export host with its routes on a platform. Jobs are not started yet. */
export async function openExports(
  platform: Pick<TestPlatform, 'postgres' | 'log' | 'jobs' | 'clock' | 'filesDir'>,
  kinds: readonly ExportKind[],
  actor: () => Actor = () => everyRight,
): Promise<ExportClient> {
  const folder = join(platform.filesDir, 'exports')
  const host = exportHost({ ...platform, now: platform.clock, folder, kinds, zone: async () => 'Asia/Shanghai' })
  const app = await createHttp(platform.log)
  const authenticate = async () => actor()
  host.routes(app, authenticate)
  mountApi(app, { exports: host.handlers }, authenticate)
  await app.ready()
  const get = async <T>(path: string) => (await app.inject({ url: `/api/v1${path}` })).json<T>()
  const post = async (path: string, payload: object = {}) => {
    const answer = await app.inject({ method: 'POST', url: `/api/v1${path}`, payload })
    return { status: answer.statusCode, body: answer.json<ExportAnswer>() }
  }
  const ended = (id: string) => untilEnded(() => get<ExportAnswer>(`/exports/${id}`))
  return {
    ...{ app, host, folder, get, ended },
    ask: (body) => post('/exports', body),
    async make(body) {
      const { status, body: made } = await post('/exports', body)
      if (status !== 202) throw new Error(`export was refused: ${JSON.stringify(made)}`)
      return ended(made.id)
    },
    cancel: (id) => post(`/exports/${id}/cancel`),
    file: (id) => app.inject({ url: `/api/v1/exports/${id}/file` }),
  }
}

async function untilEnded(look: () => Promise<ExportAnswer>): Promise<ExportAnswer> {
  for (;;) {
    const now = await look()
    if (now.state !== 'queued' && now.state !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

interface Thing {
  no: number
  name: string
}

/** A list for tests: numbers from 1, whose reading can be held, broken and watched. */
export class Things {
  names: string[] = []
  /** Each page waits for it. */
  gate: Promise<void> = Promise.resolve()
  /** How many more pages break. */
  failures = 0
  /** Called before each page after the first. */
  between: () => Promise<void> = async () => undefined
  limits: number[] = []

  readonly kind: ExportKind = exportKind({
    kind: 'things',
    title: { zh: '东西', en: 'Things' },
    rights: { read: 'things:read', reveal: 'things:reveal' },
    filter: z.object({ from: z.number().int().optional() }),
    columns: [
      { title: { zh: '编号', en: 'No' }, number: true, cell: ({ no }: Thing) => no },
      { title: { zh: '名称', en: 'Name' }, cell: ({ name }: Thing) => name },
    ],
    count: async ({ from = 1 }) => this.names.length - from + 1,
    page: async ({ from = 1 }, { limit, cursor, masked }) => {
      if (cursor !== undefined) await this.between()
      await this.gate
      this.limits.push(limit)
      if (this.failures > 0) {
        this.failures -= 1
        throw new Error('the disk broke')
      }
      const start = Number(cursor ?? from)
      const items = this.names
        .slice(start - 1, start - 1 + limit)
        .map((name, i) => ({ no: start + i, name: masked ? '***' : name }))
      return start + limit > this.names.length ? { items } : { items, next: String(start + limit) }
    },
  })

  reset(names: readonly string[]) {
    this.names = [...names]
    this.gate = Promise.resolve()
    this.failures = 0
    this.limits = []
    this.between = async () => undefined
  }

  /** Holds reading until the answered function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.gate = promise
    return resolve
  }
}
