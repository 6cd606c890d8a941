import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { DuplicateRule, ImportCounts } from '#modules/intake'
import { goLive, openPeople, type People } from './fixture.ts'
import { peopleImporter } from './index.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

type Line = Record<string, string>
const now = goLive + 30 * day
let runs = 0
let round = 0
beforeEach(() => {
  round += 1
})
const importer = () => {
  const { platform, identities, profiles } = people
  return peopleImporter({ ...platform, identities, profiles, goLiveAt: async () => goLive })
}

async function bring(rows: readonly Line[], onDuplicate: DuplicateRule, dryRun = false, id = ++runs) {
  const at = { zone: 'Asia/Shanghai', now, createdBy: 'test' }
  const session = await importer().begin({ id: String(id), dryRun, onDuplicate, targets: [], options: {}, ...at })
  expect(await session.add(rows.map((values, i) => ({ line: i + 2, values })))).toEqual([])
  let counts: ImportCounts = { created: -1, updated: -1, skipped: -1 }
  await session.finish(async (step) => {
    counts = step.counts
    return true
  })
  await session.close()
  return { ...counts, id: String(id) }
}

interface Fact {
  name: string
  owner: string
  city: string
  phone: string
  entered: string
}
const who = (n: string) => `r${round}-${n}`
const lineOf = (n: string, fact: Fact): Line => ({
  'identity:member_id': who(n),
  ...(fact.name ? { 'trait:name': fact.name } : {}),
  ...(fact.owner ? { owner: fact.owner } : {}),
  ...(fact.city ? { 'trait:city': fact.city } : {}),
  ...(fact.phone ? { 'trait:wechat': fact.phone } : {}),
  ...(fact.entered ? { enteredAt: fact.entered } : {}),
})

/** What is known of these people, by number; the name sealed in the house is opened. */
async function known(numbers: readonly string[]): Promise<Map<string, Fact>> {
  const { pool } = people.platform.postgres
  const facts = new Map<string, Fact>()
  for (const n of numbers) {
    const person = await people.identities.lookup('member_id', who(n))
    if (person === null) continue
    const { rows } = await pool.query<{ owner: string | null; attributes: Line; entered: string | null }>(
      `select owner, attributes, to_char(entered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as entered
        from people_person where id = $1`,
      [person],
    )
    const sealed = await pool.query<{ sealed: Buffer }>(
      `select sealed from people_private where person = $1 and field = 'name'`,
      [person],
    )
    const [row] = rows
    const name = sealed.rows[0] ? people.platform.vault.open(sealed.rows[0].sealed, 'people_private.sealed') : ''
    const { city = '', wechat = '' } = row?.attributes ?? {}
    facts.set(n, { name, owner: row?.owner ?? '', city, phone: wechat, entered: row?.entered ?? '' })
  }
  return facts
}

function expected(before: ReadonlyMap<string, Fact>, file: readonly [string, Fact][], rule: DuplicateRule) {
  const after = new Map(before)
  for (const [n, said] of file) {
    const there = after.get(n)
    if (there && rule === 'skip') continue
    const base = there ?? { name: '', owner: '', city: '', phone: '', entered: '' }
    const pick = (name: keyof Fact) => (rule === 'fill' && there ? base[name] || said[name] : said[name] || base[name])
    const entered = [base.entered, said.entered].filter((date) => date !== '').sort()[0] ?? ''
    after.set(n, {
      ...{ name: pick('name'), owner: pick('owner'), city: pick('city'), phone: pick('phone') },
      // More proofs can move an entry back, never forward; a filled one only gives an entry to whoever had none.
      entered: rule === 'fill' && there ? base.entered || said.entered : entered,
    })
  }
  return after
}

const numbers = ['a', 'b', 'c']
const fact = fc.record({
  name: fc.constantFrom('', '张三', '李四'),
  owner: fc.constantFrom('', '甲', '乙'),
  city: fc.constantFrom('', '杭州', '宁波'),
  phone: fc.constantFrom('', 'w1', 'w2'),
  entered: fc.constantFrom('', '2026-05-03', '2026-05-07'),
})
const file = fc.uniqueArray(fc.tuple(fc.constantFrom(...numbers), fact), {
  ...{ minLength: 1, maxLength: 3, selector: ([n]: [string, Fact]) => n },
})
const rule = fc.constantFrom<DuplicateRule>('overwrite', 'skip', 'fill')

describe('[P30] what happens to a person who is already there', () => {
  test('is what the rule says, the same file again changes nothing, and undo leaves what was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, rule), { minLength: 2, maxLength: 3 }), async (files) => {
        round += 1
        let before = await known(numbers)
        const steps: { id: string; was: Map<string, Fact> }[] = []
        for (const [rows, how] of files) {
          const lines = rows.map(([n, said]) => lineOf(n, said))
          const dry = await bring(lines, how, true)
          expect(await known(numbers)).toEqual(before)
          const after = expected(before, rows, how)
          const done = await bring(lines, how)
          const fresh = rows.filter(([n]) => !before.has(n)).length
          expect([done.created, done.updated + done.skipped]).toEqual([fresh, rows.length - fresh])
          expect([dry.created, dry.updated + dry.skipped]).toEqual([fresh, rows.length - fresh])
          if (how === 'skip') expect([done.updated, dry.updated]).toEqual([0, 0])
          expect(await known(numbers)).toEqual(after)
          expect(await bring(lines, how)).toMatchObject({ created: 0, updated: 0, skipped: rows.length })
          steps.push({ id: done.id, was: before })
          before = after
        }
        for (const { id, was } of steps.toReversed()) {
          await importer().undo(id, async () => undefined)
          const left = await known(numbers)
          // Whoever came with the import is deleted by the host's next step; here nothing may be said of them any more.
          const nothing = { name: '', owner: '', city: '', phone: '', entered: '' }
          for (const n of left.keys()) expect(left.get(n)).toEqual(was.get(n) ?? nothing)
        }
      }),
      { numRuns: 25 },
    )
  }, 240_000)

  test('nobody becomes known by a row that is skipped, and ids are not joined', async () => {
    await bring([lineOf('m', { name: '', owner: '', city: '', phone: '', entered: '' })], 'overwrite')
    await bring([{ 'identity:member_id': who('m'), 'identity:phone': '13800007001' }], 'skip')
    expect(await people.identities.lookup('phone', '13800007001')).toBeNull()
    await bring([{ 'identity:member_id': who('m'), 'identity:phone': '13800007001' }], 'fill')
    expect(await people.identities.lookup('phone', '13800007001')).toBe(
      await people.identities.lookup('member_id', who('m')),
    )
  })

  test('an import that breaks off takes those it brought for its own', async () => {
    const rows = [lineOf('z', { name: '张三', owner: '甲', city: '', phone: '', entered: '' })]
    const id = 90_001
    const { platform, identities, profiles } = people
    const broken = { ...profiles, apply: () => Promise.reject(new Error('the machine broke')) }
    const half = peopleImporter({ ...platform, identities, profiles: broken, goLiveAt: async () => goLive })
    const at = { zone: 'Asia/Shanghai', now, createdBy: 'test', targets: [], options: {}, dryRun: false }
    const session = await half.begin({ id: String(id), onDuplicate: 'skip', ...at })
    await expect(session.add([{ line: 2, values: rows[0] ?? {} }])).rejects.toThrow('the machine broke')
    expect(await identities.lookup('member_id', who('z'))).not.toBeNull()
    expect(await bring(rows, 'skip', false, id)).toMatchObject({ created: 1, skipped: 0 })
    expect((await known(['z'])).get('z')).toMatchObject({ name: '张三', owner: '甲' })
  })
})
