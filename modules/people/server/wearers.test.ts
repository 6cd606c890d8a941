import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { DuplicateRule } from '#modules/intake'
import { peopleKind } from '../core/importKind.ts'
import { context, goLive, openPeople, type People } from './fixture.ts'
import { peopleImporter } from './index.ts'
import { peopleSubject } from './subject.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const with_ = { context }
const person = async (phone: string) => (await people.see('server', 1, ['phone', phone])).person
const child = {
  name: '小明',
  relation: 'child' as const,
  birthYear: 2016,
  facts: [{ name: '右眼球镜', value: '-1.75' }],
}
const shown = async (id: string) => (await call(people.router.wearers, { id }, with_)).items

test('[P43] a wearer is a profile under one person: masked, sealed, shown in full with a reason', async () => {
  const id = await person('13800005001')
  await call(people.router.addWearer, { id, ...child }, with_)
  expect(await shown(id)).toMatchObject([{ name: '小*', relation: 'child', birthYear: 2016, facts: 1 }])
  const { rows } = await people.platform.postgres.pool.query('select sealed::text as text from people_wearer')
  expect(Buffer.from(String(rows[0]?.text).slice(2), 'hex').toString()).not.toContain('小明')
  const full = await people.api.reveal(id, '客户来店配镜')
  expect(full.wearers).toMatchObject([child])
  expect((await people.api.list({ q: '小明' })).items).toEqual([])
})

test('[P43] is changed and taken away, by those who stand for the person, with lines in the audit log', async () => {
  const id = await person('13800005002')
  const other = await person('13800005003')
  await call(people.router.addWearer, { id, ...child }, with_)
  const wearer = (await shown(id))[0]?.id ?? ''
  await call(people.router.changeWearer, { id, wearer, name: '小红', relation: 'child' }, with_)
  // Neither name nor prescription is on a page: what is left empty stays.
  expect(await shown(id)).toMatchObject([{ id: wearer, name: '小*', facts: 1, birthYear: null }])
  await call(people.router.changeWearer, { id, wearer, relation: 'child', birthYear: 2017 }, with_)
  expect((await people.api.reveal(id, '核对')).wearers).toMatchObject([{ ...child, name: '小红', birthYear: 2017 }])
  await expect(call(people.router.dropWearer, { id: other, wearer }, with_)).rejects.toMatchObject({ status: 404 })
  expect(await call(people.router.dropWearer, { id, wearer }, with_)).toEqual({ items: [] })
  const log = await people.platform.postgres.pool.query(
    `select action from platform_audit where subject = $1 and action like 'wearer.%' order by id`,
    [id],
  )
  expect(log.rows.map(({ action }) => action)).toEqual([
    'wearer.added',
    'wearer.changed',
    'wearer.changed',
    'wearer.removed',
  ])
})

test('[P43] a merge brings wearers along and a split takes them back; the copy has them and erasure ends them', async () => {
  const [one, two] = [await person('13800005011'), await person('13800005012')]
  await call(people.router.addWearer, { id: one, ...child }, with_)
  await call(people.router.addWearer, { id: two, ...child, name: '爷爷', relation: 'parent' }, with_)
  await people.see('server', 2, ['phone', '13800005011'], ['phone', '13800005012'])
  expect((await shown(one)).map(({ relation }) => relation)).toEqual(['child', 'parent'])
  const [merge] = (await people.api.merges(one)).items
  await people.identities.undoMerge(one, merge?.id ?? '', { by: 'staff:7', reason: '不是一家人' })
  expect((await shown(one)).map(({ relation }) => relation)).toEqual(['child'])
  expect((await shown(two)).map(({ relation }) => relation)).toEqual(['parent'])
  const records = peopleSubject({
    ...people.platform,
    ...{ identities: people.identities, now: people.platform.clock, goLiveAt: async () => 0 },
  })
  const strands = [one, two]
  const table = records.tables({ person: one, strands, values: [] }).find(({ name }) => name === 'people.wearers')
  const copied: unknown[] = []
  for await (const { name } of table?.rows() ?? []) copied.push(name)
  expect(copied).toEqual(['小明', '爷爷'])
  await people.platform.postgres.transaction(async (tx) => {
    await records.erase?.(tx, { person: one, strands, values: [] })
  })
  const left = await people.platform.postgres.pool.query('select 1 from people_wearer where strand = any($1)', [
    strands,
  ])
  expect(left.rows).toEqual([])
})

describe('[P60] a list', () => {
  let runs = 100
  const importer = () =>
    peopleImporter({
      ...{ ...people.platform, identities: people.identities, profiles: people.profiles },
      goLiveAt: async () => goLive,
    })
  type Line = Record<string, string>

  async function bring(lines: Line[], onDuplicate: DuplicateRule = 'overwrite') {
    runs += 1
    const session = await importer().begin({
      ...{ id: String(runs), dryRun: false, onDuplicate, targets: [], options: {}, zone: 'Asia/Shanghai' },
      ...{ now: goLive + 30 * day, createdBy: 'staff:1' },
    })
    const notes = await session.add(lines.map((values, i) => ({ line: i + 2, values })))
    let counts: unknown
    await session.finish(async (step) => {
      counts = step.counts
      return true
    })
    await session.close()
    return { id: String(runs), counts, notes: notes.map(({ line, code }) => [line, code]) }
  }
  const row = (phone: string, wearer: string, more: Line = {}): Line => ({ 'identity:phone': phone, wearer, ...more })
  const full = async (phone: string) => {
    const { id } = await people.api.lookup('phone', phone)
    return (await people.api.reveal(id, '核对')).wearers.map(({ id: _, ...wearer }) => wearer)
  }

  test('brings several wearers of one person; again nothing changes; later rows set what they say, and undo leaves what was', async () => {
    const phone = '13800005051'
    const lines = [
      row(phone, '小明', {
        ...{ wearerRelation: '儿子', wearerBirthday: '2016/3/8', wearerRecall: '2026-12-01' },
        'wearerFact:右眼球镜': '-1.75',
      }),
      row(phone, '奶奶', { wearerRelation: '长辈', wearerBirthday: '1950' }),
    ]
    const first = await bring(lines)
    expect([first.counts, first.notes]).toEqual([{ created: 1, updated: 0, skipped: 0 }, []])
    const children = [
      {
        ...{ name: '小明', relation: 'child', birthYear: 2016 },
        facts: [
          { name: '生日', value: '2016-03-08' },
          { name: '下次复查', value: '2026-12-01' },
          { name: '右眼球镜', value: '-1.75' },
        ],
      },
      { name: '奶奶', relation: 'parent', birthYear: 1950, facts: [] },
    ]
    expect(await full(phone)).toEqual(children)
    expect((await bring(lines)).counts).toEqual({ created: 0, updated: 0, skipped: 1 })
    const second = await bring([row(phone, '小明', { 'wearerFact:右眼球镜': '-2.00' }), row(phone, '爷爷')])
    expect(second.counts).toMatchObject({ created: 0, updated: 1 })
    const facts = [...(children[0]?.facts ?? []).slice(0, 2), { name: '右眼球镜', value: '-2.00' }]
    const grandpa = { name: '爷爷', relation: 'other', facts: [] }
    expect(await full(phone)).toEqual([{ ...children[0], facts }, children[1], grandpa])
    await bring([row(phone, '小明', { 'wearerFact:右眼球镜': '-9', 'wearerFact:瞳距': '58' })], 'fill')
    expect((await full(phone))[0]?.facts).toEqual([...facts, { name: '瞳距', value: '58' }])
    await importer().undo(second.id, async () => undefined)
    expect(await full(phone)).toMatchObject([{ name: '小明' }, { name: '奶奶' }])
    await importer().undo(String(runs), async () => undefined)
    await importer().undo(first.id, async () => undefined)
    expect(await full(phone)).toEqual([])
  })

  test('names what it cannot read, leaves out what a platform has hidden, and keeps to twenty', async () => {
    const phone = '13800005052'
    const { notes } = await bring([
      row(phone, '甲', { wearerRelation: '邻居' }),
      row(phone, '乙', { wearerBirthday: '昨天' }),
      row(phone, '丙', { wearerRecall: '尽快' }),
      { 'identity:phone': phone, wearerRelation: '孩子' },
      row(phone, '王**'),
      ...Array.from({ length: 21 }, (_, n) => row(phone, `第${n}位`)),
    ])
    expect(notes).toEqual([
      ...[
        [2, 'unknown-relation'],
        [3, 'bad-birthday'],
        [4, 'bad-recall'],
        [5, 'no-wearer-name'],
      ],
      ...[
        [6, 'masked-value'],
        [27, 'too-many-wearers'],
      ],
    ])
    expect(await full(phone)).toHaveLength(20)
    const lacking = peopleKind.lacking(new Set(['identity:phone', 'wearerFact:瞳距']))
    expect(lacking?.en).toContain('wearer')
  })
})
