import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { identityServer } from '../../identity/server/index.ts'
import { type ImportClient, openHost } from '../../intake/server/imports/fixture.ts'
import { copyPeople, followPersons, hearOrders, peopleErasing, peopleImporter, profilesOf } from './index.ts'
import type { PeopleTables } from './tables.ts'

let platform: TestPlatform
let client: ImportClient
let erasing: ReturnType<typeof peopleErasing>
let ids: ReturnType<typeof identityServer>
let goLive = Date.parse('2026-05-01T00:00:00Z')

beforeAll(async () => {
  platform = await freshPlatform()
  const deps = { ...platform, goLiveAt: async () => goLive }
  ids = identityServer({ ...platform, onChange: followPersons(deps) })
  erasing = peopleErasing(deps)
  client = await openHost(platform, [peopleImporter({ ...deps, identities: ids, profiles: profilesOf(deps) })])
  platform.outbox.subscribe(copyPeople(platform.olap))
  platform.outbox.subscribe(hearOrders(platform.outbox, deps.goLiveAt))
  await platform.outbox.start()
  await platform.jobs.start()
})
afterAll(async () => {
  await client.app.close()
  await platform.close()
})

const mapping = JSON.stringify({ id: 'identity:login_id', at: 'enteredAt', by: 'inviter:login_id' })
async function bring(...rows: string[]): Promise<string> {
  const fields = { kind: 'people', mapping, carrier: 'wecom' }
  const done = await client.bring(fields, ['id,at,by', ...rows].join('\n'))
  expect(done.state).toBe('done')
  return done.id
}

async function row(login: string) {
  const person = await ids.lookup('login_id', login)
  if (person === null) return null
  const people = platform.postgres.tables<PeopleTables>().selectFrom('people_person')
  return (await people.selectAll().where('id', '=', person).executeTakeFirst()) ?? null
}

const number = async (sql: string) => Number((await platform.olap.bytes(`${sql} format TSV`)).toString())
const liveCarriers = () => number('select count() from carriers final where deleted = 0')
const listed = () => number('select count() from people final where deleted = 0')

/** `retold`: the ids of which nothing but these orders is left. */
async function told(orders: object[], retold?: (string | undefined)[]) {
  await platform.postgres.transaction((tx) =>
    platform.outbox.publish(tx, 'shop.ordersChanged', retold ? { orders, retold } : { orders }),
  )
  await platform.outbox.settled()
}

describe('[P17] taking back what an import or a shop has said', () => {
  test('its entries and carriers go, those of another import stay', async () => {
    const carriers = await liveCarriers()
    const first = await bring('a,2026-05-02,', 'both,2026-05-02,')
    await bring('both,2026-05-03,')
    expect(await liveCarriers()).toBe(carriers + 3)
    await erasing.forgetImports([first])
    await platform.outbox.settled()
    expect(await liveCarriers()).toBe(carriers + 1)
    expect(await row('a')).toMatchObject({ entered_at: null, entry: null, known: true })
    // The later proof of the same id was never kept: the earliest is.
    expect((await row('both'))?.entered_at).toBeNull()
    const both = (await row('both'))?.id ?? ''
    expect(await erasing.proven([both, (await row('a'))?.id ?? ''])).toEqual([both])
  })

  test('orders that are gone take their proof along; what is left of the id counts again', async () => {
    await bring('buyer,,')
    const { id: person } = (await row('buyer')) ?? {}
    const [handle] = await ids.identitiesOf(person ?? '')
    const said = { identity: handle?.id, person, net: 100, gross: 100, sourceKind: 'private' }
    const [early, late] = [Date.parse('2026-05-05'), Date.parse('2026-05-07')]
    await told([{ ...said, paidAt: early }])
    await told([{ ...said, paidAt: late }])
    expect((await row('buyer'))?.entered_at?.getTime()).toBe(early)
    await told([{ ...said, paidAt: late }], [handle?.id])
    expect((await row('buyer'))?.entered_at?.getTime()).toBe(late)
    await told([], [handle?.id])
    expect(await row('buyer')).toMatchObject({ entered_at: null, entry: null })
  })

  test('who was invited by an erased person came by themselves', async () => {
    const one = await bring('one,2026-05-02,')
    await bring('two,2026-05-03,one')
    expect((await row('two'))?.entry).toBe('invited')
    const people = await listed()
    await erasing.forgetImports([one])
    const whole = (await ids.onlyFrom([`import:${one}`])).filter(({ all }) => all.length === 1)
    const persons = whole.flatMap(({ all }) => all)
    await ids.erase(whole, (tx) => erasing.erase(tx, persons))
    await platform.outbox.settled()
    expect(await row('one')).toBeNull()
    expect(await row('two')).toMatchObject({ entry: 'self', inviter: null })
    expect(await listed()).toBe(people - 1)
    expect(await number('select count() from people final where inviter != 0 and deleted = 0')).toBe(0)
  })

  test('entries are decided anew after the day of going live was changed', async () => {
    await bring('old,2026-04-01,')
    expect((await row('old'))?.entry).toBe('baseline')
    goLive = Date.parse('2026-03-01T00:00:00Z')
    await erasing.reviseAll()
    await platform.outbox.settled()
    expect((await row('old'))?.entry).toBe('self')
    expect(await number("select count() from people final where entry = 'baseline' and deleted = 0")).toBe(0)
  })
})
