import { expect, onTestFinished, test } from 'vitest'
import { environmentKey, openSiyu } from '../../modules/staff/server/fixture.ts'

test('lists are exported through the API, and an erasure takes the files', async () => {
  const siyu = await openSiyu()
  onTestFinished(() => siyu.close())
  const by = { key: environmentKey }
  await siyu.postgres.pool.query(
    `insert into people_person (id, first_seen, known, attributes) values (7, now(), true, '{}')`,
  )
  const kinds = (await siyu.call('GET', '/export-kinds', by)).body['items'] as { kind: string }[]
  expect(kinds.map(({ kind }) => kind)).toEqual([
    'people',
    'orders',
    'segment-people',
    'chatGroups',
    'participants',
    'send-people',
    'ledger',
    'hookClaims',
    'parcelCards',
    'partnerPayouts',
    'fans',
    'adConversions',
    'adCosts',
    'handoverVisits',
    'liveDecisions',
    'sendTexts',
  ])
  const stateOf = async (id: string) => (await siyu.call('GET', `/exports/${id}`, by)).body['state']
  const ids: string[] = []
  // The others take the people of one segment or chat: the stories of those make one.
  for (const kind of ['people', 'orders', 'chatGroups']) {
    const { status, body } = await siyu.call('POST', '/exports', by, { kind })
    expect(status).toBe(202)
    const id = String(body['id'])
    await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('done')
    expect((await siyu.call('GET', `/exports/${id}/file`, by)).status).toBe(200)
    ids.push(id)
  }
  await siyu.postgres.pool.query(`insert into platform_outbox (topic, payload)
    values ('people.changed', '{"ids":["7"],"gone":{"people":["6"],"carriers":[]}}')`)
  for (const id of ids) {
    const status = async () => (await siyu.call('GET', `/exports/${id}/file`, by)).status
    await expect.poll(status, { timeout: 20_000 }).toBe(410)
  }
})
