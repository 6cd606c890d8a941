import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Identities } from '#modules/identity'
import { mountApi } from '#platform/http/api'
import type { Actor } from '#platform/http/context'
import { createHttp } from '#platform/http/server'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { identityServer } from '../../identity/server/index.ts'
import { importHost } from '../../intake/server/imports/host.ts'
import { copyOrders, orderImporter, shopHandlers } from './index.ts'

/** Files of other people that may lie beside the project; tests that need one are skipped by its name. */
export function shared(path: string): string | null {
  const found = join(process.cwd(), '../shared/data', path)
  return existsSync(found) ? found : null
}

export interface ImportAnswer {
  id: string
  state: string
  total: number
  created: number
  updated: number
  skipped: number
  rejected: number
  ignored: number
  notes: number
  progress: number
  reading: { encoding: string; delimiter: string; headerLine: number; columns: string[] } | null
  error: { code: string; zh: string; en: string } | null
  finishedAt: string | null
}

export interface Shop {
  platform: TestPlatform
  app: FastifyInstance
  identities: Identities
  host: ReturnType<typeof importHost>
  /** POST /api/v1/imports; answers status and body. */
  upload(
    fields: Record<string, string>,
    file: Buffer | string,
    name?: string,
  ): Promise<{ status: number; body: { id: string; title?: string; code?: string } }>
  /** Uploads and waits for the end. */
  bring(fields: Record<string, string>, file: Buffer | string): Promise<ImportAnswer>
  get<T>(path: string): Promise<T>
  close(): Promise<void>
}

/** Shop, intake's import host and identity on a database of their own, with their HTTP routes. */
export async function openShop(actor: Actor = { kind: 'staff', id: '1', name: 'test', rights: ['*'] }): Promise<Shop> {
  const platform = await freshPlatform()
  const { postgres, outbox, jobs, olap, vault, log, clock } = platform
  const identities = identityServer({ postgres, outbox, vault, onChange: async () => undefined })
  const ledger = { postgres, outbox, vault, identities }
  const host = importHost({
    ...{ postgres, outbox, vault, log, jobs, now: clock },
    folder: join(platform.filesDir, 'imports'),
    importers: [orderImporter(ledger)],
    zone: async () => 'Asia/Shanghai',
  })
  outbox.subscribe(copyOrders(olap))
  const app = await createHttp(log)
  const authenticate = async () => actor
  host.routes(app, authenticate)
  mountApi(app, { imports: host.handlers, shop: shopHandlers({ postgres, olap, vault, identities }) }, authenticate)
  await app.ready()
  await outbox.start()
  await jobs.start()
  const get = async <T>(path: string) => (await app.inject({ url: `/api/v1${path}` })).json<T>()
  const upload: Shop['upload'] = async (fields, file, name = 'orders.csv') => {
    const { payload, type } = multipartBody(fields, file, name)
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/imports',
      payload,
      headers: { 'content-type': type },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const bring: Shop['bring'] = async (fields, file) => {
    const { status, body } = await upload({ kind: 'orders', ...fields }, file)
    if (status !== 201) throw new Error(`upload was refused: ${JSON.stringify(body)}`)
    return ended(get, body.id)
  }
  const close = async () => {
    await app.close()
    await platform.close()
  }
  return { platform, app, identities, host, upload, bring, get, close }
}

async function ended(get: Shop['get'], id: string): Promise<ImportAnswer> {
  for (;;) {
    const now = await get<ImportAnswer>(`/imports/${id}`)
    if (now.state !== 'queued' && now.state !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

function multipartBody(fields: Record<string, string>, file: Buffer | string, name: string) {
  const boundary = 'siyu-test-boundary'
  const part = (head: string, content: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ])
  const parts = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value))
  const filePart = part(`name="file"; filename="${name}"\r\ncontent-type: application/octet-stream`, file)
  const payload = Buffer.concat([...parts, filePart, Buffer.from(`--${boundary}--\r\n`)])
  return { payload, type: `multipart/form-data; boundary=${boundary}` }
}

/** Reads a shared file as it is. */
export const bytesOf = (path: string) => readFileSync(path)

export const cdnowMapping = JSON.stringify({
  customer_id: 'identity:member_id',
  date: 'paidAt',
  number_of_cds: 'quantity',
  dollar_value: 'amount',
})

export const retailMapping = JSON.stringify({
  InvoiceNo: 'orderNo',
  Quantity: 'quantity',
  UnitPrice: 'unitPrice',
  InvoiceDate: 'paidAt',
  CustomerID: 'identity:member_id',
  StockCode: 'sku',
})
