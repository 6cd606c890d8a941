import { afterAll, beforeAll, expect, test } from 'vitest'
import { minute } from '#kit/time'
import { createLog } from '#platform/log'
import { freshPostgres, testClock } from '#platform/testing'
import { tellLeftOverSms } from '../sms/sending.ts'
import { tellLeftOver } from './again.ts'
import { toldOfMessage, toldOfTouch } from './told.ts'

let opened: Awaited<ReturnType<typeof freshPostgres>>
const clock = testClock()
let account = ''
let send = ''
const db = () => opened.postgres.pool
const stateOf = async (person: string) =>
  (await db().query('select state, error from carriers_send_person where person = $1', [person])).rows[0]

beforeAll(async () => {
  opened = await freshPostgres()
  const made = await db().query(`insert into carriers_account
    (kind, name, settings, secrets, key_hash, key_sealed, created_by, created_at)
    values ('officialAccount', 'a', '{}', '', 'k', '', 'x', now()) returning id`)
  account = String(made.rows[0].id)
  const ways = JSON.stringify([{ way: 'officialTemplate', account, content: {}, staff: null }])
  const row = await db().query(
    `insert into carriers_send (account, name, purpose, ways, state, start_at, look_at, made_by, made_at)
     values ($1, 's', 'service', $2, 'asking', now(), now(), 'x', now()) returning id`,
    [account, ways],
  )
  send = String(row.rows[0].id)
  for (const [person, state] of [
    ['1', 'leaving'],
    ['2', 'planned'],
    ['3', 'sent'],
  ])
    await db().query(
      `insert into carriers_send_person (send, person, way, state, told, at) values ($1, $2, 0, $3, $4, now())`,
      [send, person, state, state === 'sent' ? 'm3' : null],
    )
})
afterAll(() => opened.close())

test('[C65] who was being asked for when the process ended is told as not known; who was not, waits', async () => {
  const deps = { postgres: opened.postgres, now: clock, log: createLog('silent') } as never
  await tellLeftOver(deps, send)
  expect(await stateOf('1')).toMatchObject({ state: 'unsure', error: expect.stringContaining('ended') })
  expect(await stateOf('2')).toMatchObject({ state: 'planned' })
})

test('[C65] an SMS that was being asked for stays, as not known, once no call can be under way', async () => {
  const add = (key: string, at: Date) =>
    db().query(
      `insert into carriers_sms (account, key, strand, phone, about, template, segments, state, at)
       values ($1, $2, 1, 'p', 'a', 't', 1, 'asking', $3)`,
      [account, key, at],
    )
  await add('old', new Date(clock() - 3 * minute))
  await add('new', new Date(clock() - 1000))
  await tellLeftOverSms({ postgres: opened.postgres, now: clock })
  const rows = await db().query('select key, state from carriers_sms order by key')
  expect(rows.rows).toEqual([
    { key: 'new', state: 'asking' },
    { key: 'old', state: 'unsure' },
  ])
})

test('[C66] a result stands with the person it is of, by number or by name, and only of its account', async () => {
  const { postgres } = opened
  expect(await toldOfMessage(postgres, { account: '999', msgid: 'm3' }, null)).toBe(false)
  expect(await toldOfMessage(postgres, { account, msgid: 'nobody' }, null)).toBe(false)
  expect(await toldOfMessage(postgres, { account, msgid: 'm3' }, 'failed:user block')).toBe(true)
  expect(await stateOf('3')).toMatchObject({ state: 'failed', error: 'failed:user block' })
  await toldOfTouch(postgres, `send:${send}:1:0`, true, '')
  expect(await stateOf('1')).toEqual({ state: 'delivered', error: null })
  // Whoever has not left has no result, whatever is told.
  await toldOfTouch(postgres, `send:${send}:2:0`, true, '')
  await toldOfTouch(postgres, 'somebody else', true, '')
  expect(await stateOf('2')).toMatchObject({ state: 'planned' })
})
