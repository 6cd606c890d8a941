import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { DuplicateRule, ImportRun, RowNote } from '#modules/intake'
import { goLive, openPeople, type People } from '../fixture.ts'
import { consentsOf, peopleErasing, peopleImporter } from '../index.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const now = goLive + 30 * day
type Line = Record<string, string>
let runs = 0

const importer = () => {
  const { platform, identities, profiles } = people
  return peopleImporter({ ...platform, identities, profiles, goLiveAt: async () => goLive })
}

/** One run over a list; answers with its id, what it said of the rows, and its counts. */
async function bring(lines: Line[], onDuplicate: DuplicateRule = 'overwrite', at = now) {
  runs += 1
  const run: ImportRun = {
    ...{ id: String(runs), dryRun: false, onDuplicate, targets: [], options: {}, zone: 'Asia/Shanghai' },
    ...{ now: at, createdBy: 'staff:1' },
  }
  const session = await importer().begin(run)
  const notes: RowNote[] = []
  notes.push(...(await session.add(lines.map((values, i) => ({ line: i + 2, values })))))
  let counts = {}
  await session.finish(async (step) => {
    counts = step.counts
    return true
  })
  await session.close()
  await people.platform.outbox.settled()
  return { id: run.id, notes: notes.map(({ line, code }) => [line, code]), counts }
}

const member = (id: string, consent: string, more: Line = {}): Line => ({
  ...{ 'identity:member_id': id, 'consent:marketing.sms': consent, ...more },
})

async function stands(id: string) {
  const person = (await people.identities.lookup('member_id', id)) ?? '0'
  const deps = { ...people.platform, identities: people.identities, now: people.platform.clock }
  return (await consentsOf(deps).of([person], 'marketing.sms')).get(person)?.state ?? 'gone'
}

const stored = async () =>
  (await people.platform.postgres.pool.query('select id from people_consent order by id')).rows.length

test('[P53] a list says yes or no; what it cannot say is named; again it adds nothing', async () => {
  const lines = [
    member('m1', '是', { consentAt: '2026-04-01', consentText: '入会协议 v2' }),
    member('m2', '退订'),
    member('m3', 'YES'),
    member('m4', '也许'),
    { 'identity:member_id': 'm5', 'consent:unheard': '是' },
  ]
  const first = await bring(lines)
  expect(first.notes).toEqual([
    [5, 'bad-consent'],
    [6, 'unknown-purpose'],
  ])
  expect(await Promise.all(['m1', 'm2', 'm3', 'm4'].map(stands))).toEqual(['given', 'withdrawn', 'given', 'gone'])
  const before = await stored()
  expect((await bring(lines)).counts).toEqual({ created: 0, updated: 0, skipped: 3 })
  expect(await stored()).toBe(before)
})

test('[P53] an undated or an older yes does not undo a withdrawal, a newer one does', async () => {
  await bring([member('w1', '否', { consentAt: '2026-05-10' })])
  await bring([member('w1', '是')])
  expect(await stands('w1')).toBe('withdrawn')
  await bring([member('w1', '是', { consentAt: '2026-05-09' })])
  expect(await stands('w1')).toBe('withdrawn')
  await bring([member('w1', '是', { consentAt: '2026-05-11' })], 'fill')
  expect(await stands('w1')).toBe('withdrawn')
  const { counts } = await bring([member('w1', '是', { consentAt: '2026-05-11' })])
  expect(counts).toEqual({ created: 0, updated: 1, skipped: 0 })
  expect(await stands('w1')).toBe('given')
  await bring([member('w1', '否')])
  expect(await stands('w1')).toBe('withdrawn')
})

test('[P53] undone, its records count as never made, and who has no other goes', async () => {
  const kept = await bring([member('u1', '是', { consentAt: '2026-05-01' })])
  const undone = await bring([member('u1', '否', { consentAt: '2026-05-02' }), member('u2', '否')])
  expect(await stands('u1')).toBe('withdrawn')
  const u1 = (await people.identities.lookup('member_id', 'u1')) ?? ''
  const u2 = (await people.identities.lookup('member_id', 'u2')) ?? ''
  const erasing = peopleErasing({ ...people.platform, goLiveAt: async () => goLive })
  expect((await erasing.proven([u1, u2])).toSorted()).toEqual([u1, u2].toSorted())
  const before = await stored()
  await importer().undo?.(undone.id, async () => undefined)
  expect(await Promise.all([stands('u1'), stands('u2')])).toEqual(['given', 'unknown'])
  expect(await stored()).toBe(before)
  expect(await erasing.proven([u1, u2])).toEqual([u1])
  await bring([member('u1', '否', { consentAt: '2026-05-02' })])
  expect(await stands('u1')).toBe('withdrawn')
  await erasing.forgetImports([kept.id])
  expect(await stands('u1')).toBe('withdrawn')
})
