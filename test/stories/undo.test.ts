import { expect, onTestFinished, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, dataFolder } from '../support/siyu.ts'

async function bring(siyu: SiyuHere, fields: Record<string, string>, rows: string[]): Promise<string> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append('file', new Blob([rows.join('\n')]), 'file.csv')
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${siyu.url}/api/v1/imports`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(await answer.text())
  const { id } = (await answer.json()) as { id: string }
  for (;;) {
    const now = await siyu.api.imports.get({ id })
    if (now.state === 'done') return id
    if (now.state === 'failed') throw new Error(JSON.stringify(now.error))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function undo(siyu: SiyuHere, id: string) {
  await siyu.api.imports.undo({ id })
  for (;;) {
    const { undo: now } = await siyu.api.imports.get({ id })
    if (now.state === 'done') return now
    if (now.state === 'failed') throw new Error('undo failed')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** What an operator sees: the board to the fen, the people and each one's facts. */
async function seen(siyu: SiyuHere) {
  const range = { from: '2026-04-01', to: '2026-07-01' }
  const gmv = await siyu.api.insight.gmv(range)
  const pool = await siyu.api.insight.pool(range)
  const people = await siyu.api.people.list({ limit: 200 })
  const profiles = await Promise.all(people.items.map(({ id }) => siyu.api.people.get({ id })))
  return JSON.stringify({ gmv, pool, profiles })
}

const orders = {
  kind: 'orders',
  mapping: JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' }),
}
const people = {
  kind: 'people',
  carrier: 'wecom',
  mapping: JSON.stringify({
    id: 'identity:phone',
    at: 'enteredAt',
    name: 'trait:name',
    city: 'trait:city',
    who: 'owner',
  }),
}

test('[T30] imports of orders and people, undone in any order: board, pool and people as before', async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  await siyu.api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
  await bring(siyu, orders, ['no,id,at,yuan', '1,13800000001,2026-05-10,100', '2,13800000002,2026-05-11,50'])
  await bring(siyu, people, ['id,at,name,city,who', '13800000001,2026-05-09,王一,杭州,李店长'])
  const before = await seen(siyu)

  const newOrders = await bring(siyu, orders, [
    'no,id,at,yuan',
    '1,13800000001,2026-05-02,130',
    '3,13800000003,2026-05-12,9.90',
  ])
  const newPeople = await bring(siyu, people, [
    'id,at,name,city,who',
    '13800000001,2026-05-01,王一一,上海,赵店长',
    '13800000002,2026-05-20,,苏州,',
    '13800000004,2026-05-21,钱四,,',
  ])
  expect(await seen(siyu)).not.toBe(before)
  expect(await undo(siyu, newOrders)).toMatchObject({ removed: 1, restored: 1, kept: 0, people: 1 })
  expect(await undo(siyu, newPeople)).toMatchObject({ restored: 2, kept: 0, people: 1 })
  expect(await seen(siyu)).toBe(before)
}, 120_000)

test('[P20] what somebody said after an import stays when it is undone, and so does who is known elsewhere', async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const first = await bring(siyu, people, [
    'id,at,name,city,who',
    '13800000001,2026-05-09,王一,杭州,李店长',
    '13800000002,2026-05-09,王二,杭州,李店长',
    '13800000003,2026-05-09,王三,,',
  ])
  const second = await bring(siyu, people, ['id,at,name,city,who', '13800000001,2026-05-09,,上海,'])
  await bring(siyu, orders, ['no,id,at,yuan', '1,13800000002,2026-05-10,100'])
  expect(await undo(siyu, first)).toMatchObject({ state: 'done', people: 1 })
  const one = await siyu.api.people.lookup({ type: 'phone', value: '13800000001' })
  expect(one.attributes).toEqual({ city: '上海' })
  expect([one.owner, one.private['name']]).toEqual([null, undefined])
  const two = await siyu.api.people.lookup({ type: 'phone', value: '13800000002' })
  expect([two.attributes, two.entry, two.carriers]).toEqual([{}, 'self', []])
  await expect(siyu.api.people.lookup({ type: 'phone', value: '13800000003' })).rejects.toMatchObject({ status: 404 })
  await undo(siyu, second)
  await expect(siyu.api.people.lookup({ type: 'phone', value: '13800000001' })).rejects.toMatchObject({ status: 404 })
}, 120_000)
