import { setTimeout as pause } from 'node:timers/promises'
import { get, post } from './api.ts'
import { apiKey } from './siyu.ts'

interface Import {
  state: string
  progress: number
  total: number
  created: number
  updated: number
  rejected: number
  ignored: number
  error: object | null
  undo: { state: string; removed: number; restored: number; kept: number; people: number }
}

/** An import that has ended. */
export interface Imported {
  id: string
  counts: Pick<Import, 'total' | 'created' | 'updated' | 'rejected' | 'ignored'>
  /** What its progress was, each time it was asked for. */
  progress: number[]
  seconds: number
}

/** Imports a file of Taobao orders in the background and follows it to its end. */
export async function importOrders(url: string, file: Buffer): Promise<Imported> {
  const body = new FormData()
  body.append('kind', 'orders')
  body.append('preset', 'taobao')
  body.append('file', new Blob([new Uint8Array(file)]), 'ExportOrderList.csv')
  const from = performance.now()
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(await answer.text())
  const { id } = (await answer.json()) as { id: string }
  const progress: number[] = []
  for (;;) {
    const now = await get<Import>(url, `/imports/${id}`)
    progress.push(now.progress)
    if (now.state === 'done') {
      const { total, created, updated, rejected, ignored } = now
      const counts = { total, created, updated, rejected, ignored }
      return { id, counts, progress, seconds: (performance.now() - from) / 1000 }
    }
    if (now.state !== 'queued' && now.state !== 'running') throw new Error(JSON.stringify(now))
    await pause(50)
  }
}

/** Takes it back and waits for the end of that. */
export async function undoImport(url: string, id: string): Promise<Import['undo'] & { seconds: number }> {
  const from = performance.now()
  await post(`${url}/api/v1/imports/${id}/undo`, {})
  for (;;) {
    const { undo } = await get<Import>(url, `/imports/${id}`)
    if (undo.state === 'done') return { ...undo, seconds: (performance.now() - from) / 1000 }
    if (undo.state === 'failed') throw new Error('the undo failed')
    await pause(50)
  }
}

/** Everything that an import of orders can change, as the API answers it: board and ledger, every person, every order. */
export async function everything(url: string): Promise<Record<'board' | 'people' | 'orders', string>> {
  const range = 'from=2026-04-01&to=2026-07-01'
  const of = (path: string) => get<object>(url, path)
  const board = [
    await of(`/insight/gmv?${range}&scope=all`),
    await of(`/insight/gmv?${range}&scope=all&view=cohort`),
    await of(`/insight/pool?${range}`),
    await of('/orders/reconcile'),
  ]
  const orders = await all(url, '/orders')
  // What is told of a change, not of the order.
  for (const order of orders) for (const name of ['version', 'updatedAt']) delete order[name]
  const [b, p, o] = [board, await all(url, '/people'), orders].map((one) => JSON.stringify(one))
  return { board: b ?? '', people: p ?? '', orders: o ?? '' }
}

async function all(url: string, path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = []
  let cursor = ''
  do {
    const page = await get<{ items: Record<string, unknown>[]; next?: string }>(url, `${path}?limit=200${cursor}`)
    items.push(...page.items)
    cursor = page.next ? `&cursor=${page.next}` : ''
  } while (cursor)
  return items
}
