import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { ImportCounts, ImportRun, RowNote } from '#modules/intake'
import { context, goLive, openPeople, type People } from './fixture.ts'
import { peopleErasing, peopleImporter } from './index.ts'
import type { PeopleTables } from './tables.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const now = goLive + 30 * day
type Line = Record<string, string>
let runs = 0

/** One run over a file of these batches, to the end of the relays. */
async function bring(batches: Line[][], options: Record<string, unknown> = {}, dryRun = false) {
  const { platform, identities, profiles } = people
  const importer = peopleImporter({ ...platform, identities, profiles, goLiveAt: async () => goLive })
  runs += 1
  const run: ImportRun = {
    id: String(runs),
    dryRun,
    onDuplicate: 'overwrite',
    targets: [],
    options,
    zone: 'Asia/Shanghai',
    now,
    createdBy: 'staff:1',
  }
  const session = await importer.begin(run)
  const notes: RowNote[] = []
  let line = 1
  for (const batch of batches) notes.push(...(await session.add(batch.map((values) => ({ line: ++line, values })))))
  let counts: ImportCounts = { created: -1, updated: -1, skipped: -1 }
  await session.finish(async (step) => {
    counts = step.counts
    return true
  })
  await session.close()
  await platform.outbox.settled()
  return { notes: notes.map((note) => [note.line, note.code]), counts }
}
const member = (id: string, more: Line = {}): Line => ({ 'identity:member_id': id, ...more })
const profile = (id: string) => people.api.lookup('member_id', id)
const on = (date: string) => Date.parse(`${date}T00:00:00+08:00`)

/** Everything the house stores, but for the random parts of sealed values. */
async function stored() {
  const db = people.platform.postgres.tables<PeopleTables>()
  const persons = await db.selectFrom('people_person').selectAll().orderBy('id').execute()
  const proofs = await db.selectFrom('people_entry').selectAll().orderBy('identity').orderBy('kind').execute()
  const carriers = await db.selectFrom('people_carrier').selectAll().orderBy('id').execute()
  const traits = await db.selectFrom('people_private').selectAll().orderBy('person').orderBy('field').execute()
  return { persons, proofs, carriers, traits }
}

describe('[P14] an import of people', () => {
  const list = [
    [
      member('a1', {
        enteredAt: '2026-05-10',
        owner: '小李',
        source: 'store',
        'trait:name': '王小明',
        'trait:city': '杭州',
      }),
      member('a2', { enteredAt: '2026-05-11', 'inviter:member_id': 'a3' }),
      member('a4', { 'identity:phone': '13800000401', 'trait:phone': '13800000401' }),
      member('', {}),
    ],
    [
      member('a3', { enteredAt: '2026-05-09', carrier: 'wecom', account: 'staff-1', leftAt: '2026-05-20' }),
      member('a1', { source: 'feed' }),
      member('a5', { carrier: 'pigeon' }),
    ],
  ]

  test('counts people once, rejects broken rows and takes the rest', async () => {
    const { counts, notes } = await bring(list)
    expect(counts).toEqual({ created: 4, updated: 0, skipped: 1 })
    expect(notes).toEqual([
      [5, 'bad-identity'],
      [8, 'unknown-carrier'],
    ])
    expect(await profile('a1')).toMatchObject({
      ...{ entry: 'self', owner: '小李', source: 'store', known: true, attributes: { city: '杭州' } },
      private: { name: '王**' },
      enteredAt: new Date(on('2026-05-10')).toISOString(),
      carriers: [{ carrier: 'imported', account: '', endedAt: null }],
    })
    expect(await profile('a2')).toMatchObject({ entry: 'invited', inviter: (await profile('a3')).id })
    expect((await profile('a3')).carriers).toEqual([
      {
        ...{ carrier: 'wecom', account: 'staff-1', startedAt: new Date(on('2026-05-09')).toISOString() },
        endedAt: new Date(on('2026-05-20')).toISOString(),
      },
    ])
    expect((await people.api.lookup('phone', '13800000401')).id).toBe((await profile('a4')).id)
  })

  test('twice changes nothing', async () => {
    const before = await stored()
    const { counts } = await bring(list)
    expect(await stored()).toEqual(before)
    expect(counts).toEqual({ created: 0, updated: 0, skipped: 5 })
    expect((await bring([list.flat()])).counts).toEqual({ created: 0, updated: 0, skipped: 4 })
  })

  test('counts a changed name as an update, though the name is sealed', async () => {
    const { counts } = await bring([[member('a1', { 'trait:name': '王大明' }), member('a2')]])
    expect(counts).toEqual({ created: 0, updated: 1, skipped: 1 })
  })

  test('of two rows about the same thing the last one counts, again and again', async () => {
    const rows = [
      member('dup', { enteredAt: '2026-05-12', leftAt: '2026-05-13', owner: '甲' }),
      member('dup', { enteredAt: '2026-05-12', leftAt: '2026-05-14', owner: '乙' }),
      member('dup', { 'trait:city': '宁波' }),
    ]
    await bring([rows])
    const before = await stored()
    expect(await profile('dup')).toMatchObject({
      owner: '乙',
      carriers: [{ endedAt: new Date(on('2026-05-14')).toISOString() }],
    })
    expect((await bring([rows])).counts).toEqual({ created: 0, updated: 0, skipped: 1 })
    expect(await stored()).toEqual(before)
  })

  test('a dry run finds the same broken rows and writes nothing', async () => {
    const before = await stored()
    const { notes } = await bring(
      [[member('dry', { 'trait:name': '甲' }), member('dry2', { enteredAt: 'soon' })]],
      {},
      true,
    )
    expect(notes).toEqual([[3, 'bad-time']])
    expect(await stored()).toEqual(before)
    await expect(profile('dry')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a visitor who is on the list is updated, not new', async () => {
    await people.see('client', now, ['anonymous_id', 'web'])
    await people.see('client', now, ['anonymous_id', 'web'], ['login_id', 'web-login'])
    const { counts } = await bring([[{ 'identity:login_id': 'web-login', 'trait:city': '苏州' }]])
    expect(counts).toEqual({ created: 0, updated: 1, skipped: 0 })
  })
})

describe('[P15] when listed people entered', () => {
  test('[P4] before go-live they are baseline with their own date', async () => {
    await bring([[member('old', { enteredAt: '2024-02-03' })]])
    expect(await profile('old')).toMatchObject({
      entry: 'baseline',
      enteredAt: new Date(on('2024-02-03')).toISOString(),
    })
  })
  test('a date after go-live is a new entry, dated by itself', async () => {
    await bring([[member('new', { enteredAt: '2026-05-20' })]])
    expect(await profile('new')).toMatchObject({ entry: 'self', enteredAt: new Date(on('2026-05-20')).toISOString() })
  })
  test('without a date they are prospects, unless asked for: nobody is dated today by itself', async () => {
    await bring([[member('prospect', { 'trait:city': '杭州' })]])
    expect(await profile('prospect')).toMatchObject({ entry: null, enteredAt: null, known: true, carriers: [] })
    await bring([[member('today')]], { undated: 'today' })
    expect(await profile('today')).toMatchObject({ entry: 'self', enteredAt: new Date(now).toISOString() })
  })
  test('[P4] dated by go-live for want of a date they are baseline, not this month’s traffic', async () => {
    await bring([[member('fallback')]], { undated: 'goLive' })
    expect(await profile('fallback')).toMatchObject({ entry: 'baseline', enteredAt: new Date(goLive).toISOString() })
  })
  test('[P3] a list never moves an entry later, and an order before it stands first', async () => {
    const who = await people.see('server', now, ['member_id', 'buyer'])
    await people.orders({ ...who, paidAt: on('2026-05-05') })
    await bring([[member('buyer', { enteredAt: '2026-05-25', source: 'list' })]])
    expect(await profile('buyer')).toMatchObject({ entry: 'self', enteredAt: new Date(on('2026-05-05')).toISOString() })
  })
  test('[P5] whoever names themselves as inviter came by themselves', async () => {
    await bring([[member('narcissus', { enteredAt: '2026-05-20', 'inviter:member_id': 'narcissus' })]])
    expect(await profile('narcissus')).toMatchObject({ entry: 'self', inviter: null })
  })
})

test('[P16] listed people and their carriers stand in the copy as they stand here', async () => {
  const db = people.platform.postgres.tables<PeopleTables>()
  const copy = async (sql: string) =>
    (await people.platform.olap.bytes(`${sql} format TSV`)).toString().replace(/\n$/, '').split('\n')
  const carriers = await db.selectFrom('people_carrier').selectAll().orderBy('id').execute()
  const time = (at: Date | null) => (at ? String(at.getTime()) : '\\N')
  expect(
    await copy(`select id, person, carrier, account, toUnixTimestamp64Milli(started), toUnixTimestamp64Milli(ended)
      from carriers final where deleted = 0 order by id`),
  ).toEqual(carriers.map((c) => [c.id, c.person, c.carrier, c.account, time(c.started), time(c.ended)].join('\t')))
  const persons = await db
    .selectFrom('people_person')
    .selectAll()
    .where('entered_at', 'is not', null)
    .orderBy('id')
    .execute()
  expect(
    await copy(`select id, toUnixTimestamp64Milli(entered_at), entry, inviter, source, owner from people final
      where deleted = 0 and entered_at is not null order by id`),
  ).toEqual(
    persons.map((p) => [p.id, time(p.entered_at), p.entry, p.inviter ?? '0', p.source ?? '', p.owner ?? ''].join('\t')),
  )
})

test('[P59] who looked after a person is kept with the time, over lists, a merge and a split, and goes with the person', async () => {
  const owners = async (id: string) => (await call(people.router.owners, { id }, { context })).items
  const started = Date.now() - day
  await bring([[member('own1', { owner: '小李' }), member('own2', { owner: '小王' })]])
  await bring([[member('own1', { owner: '小张' })], [member('own1', { owner: '小张' })]])
  const [one, two] = [(await profile('own1')).id, (await profile('own2')).id]
  expect((await owners(one)).map(({ owner }) => owner)).toEqual(['小张', '小李'])
  expect((await owners(one)).every(({ at }) => at !== null && Date.parse(at) > started)).toBe(true)
  await people.see('server', now, ['member_id', 'own1'], ['member_id', 'own2'])
  expect((await owners(two)).map(({ owner, person }) => [owner, person])).toEqual([
    ['小张', one],
    ['小王', two],
    ['小李', one],
  ])
  const [{ id: merge } = { id: '' }] = await people.identities.merges(one)
  await people.identities.undoMerge(one, merge, { by: 'staff:1', reason: 'two' })
  expect((await owners(two)).map(({ owner }) => owner)).toEqual(['小王'])
  const { erase } = peopleErasing({ ...people.platform, goLiveAt: async () => goLive })
  await people.platform.postgres.transaction((tx) => erase(tx, [two]))
  const left = await people.platform.postgres.pool.query('select from people_owner where person = $1', [two])
  expect(left.rowCount).toBe(0)
})
