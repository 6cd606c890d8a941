import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { ChangedOrder } from '#modules/shop'
import { createVault } from '#platform/crypto'
import { createJobs } from '#platform/jobs'
import { createOutbox } from '#platform/outbox'
import { freshPostgres } from '#platform/testing'
import { booksOf } from '../../../ledger/server/index.ts'
import { payoutNumber } from '../../core/partners/statement.ts'
import { termsSchema } from '../../core/partners/terms.ts'
import type { PartnerDeps } from './deps.ts'
import { decideFlag, undoFlag } from './flags.ts'
import { judgeOrders } from './judge.ts'
import { moveStatement } from './moves.ts'
import { pageUrl, partnerPage } from './page.ts'
import { hearPayout, payOut } from './payouts.ts'
import { createProgramme } from './programmes.ts'
import { createPartner } from './roster.ts'
import { figuresOf } from './shown.ts'
import { drawStatements, statementRows } from './statements.ts'
import { partnerSubject } from './subject.ts'
import type { PartnerTables } from './tables.ts'
import { addWay } from './ways.ts'

const start = Date.UTC(2026, 5, 10, 4)
let now = start
let store: Awaited<ReturnType<typeof freshPostgres>>
let deps: PartnerDeps
/** What the merchant did with each number. */
const sent = new Map<string, { amount: number; state: string }>()
let pays: 'ok' | 'lost' | 'by-hand' = 'ok'

beforeAll(async () => {
  store = await freshPostgres()
  const stand = (strand: string) => ({ asked: strand, person: strand, strands: [strand], excluded: false })
  deps = {
    ...{ ...store, vault: createVault(Buffer.alloc(32, 7)), jobs: createJobs(store.postgres, store.log) },
    ...{ outbox: createOutbox(store.postgres, store.log), ledger: booksOf(store), now: () => now },
    zone: async () => 'Asia/Shanghai',
    whole: { namesOf: async () => new Map(), phone: async () => null },
    transfers: {
      async pay({ number, amount }) {
        if (pays === 'by-hand') return 'by-hand'
        const before = sent.get(number)
        if (!before) sent.set(number, { amount, state: 'WAIT_USER_CONFIRM' })
        if (pays === 'lost') return { trouble: 'timeout' }
        return { state: sent.get(number)?.state ?? '', confirm: null }
      },
    },
    sight: {
      stand: async (strands) => strands.map(stand),
      // Customer 99 was seen on the partner's device.
      prints: async (strands) =>
        strands.flatMap((strand) => (['1', '99'].includes(strand) ? [{ strand, type: 'device_id', print: 'd' }] : [])),
      ...{ marked: async () => [], belonging: async () => new Set<string>(), wrongIn: async () => null },
      ...{ ordersSince: async () => [], broughtBy: async () => [], friendsOf: async () => [] },
    },
  }
})
afterAll(() => store.close())

let names = 0
async function world() {
  names += 1
  now = start
  await store.postgres.pool.query('update acquisition_partner set strand = null, id_print = null')
  const who = {
    realName: '林晓',
    contractFrom: '2026-01-01',
    contractTo: null,
    phone: null,
    contact: null,
    upline: null,
  }
  const plain = { tax: 'labour' as const, platforms: [], contractNote: '', tags: [], note: '', person: null }
  const top = await createPartner(
    deps,
    { ...who, ...plain, kind: 'koc', name: '周周', idNumber: '440524188001010014' },
    'a',
  )
  const given = { ...who, ...plain, kind: 'kol' as const, name: '晓晓', upline: top, person: '1' }
  const partner = await createPartner(deps, { ...given, idNumber: '11010519491231002X' }, 'a')
  const cps = { rate: 1000, tiers: [{ from: 20_000, rate: 1500 }] }
  const terms = termsSchema.parse({ cps, referralRate: 300, holdDays: 3, caps: { partnerMonth: 4000 } })
  const made = { name: 'p', note: '', startsAt: new Date(start - day).toISOString(), endsAt: null, terms }
  const programme = await createProgramme(deps, made, 'a')
  const code = `code-${names}`
  await addWay(deps, { partner, programme, by: 'a', origin: '' }, { kind: 'code', code })
  return { partner, top, code }
}

let orders = 0
const order = (code: string, more: Partial<ChangedOrder>): ChangedOrder => ({
  ...{
    id: '1',
    identity: '9',
    person: '9',
    paidAt: now,
    gross: 9999,
    net: 9999,
    sourceKind: 'private',
    state: 'counted',
  },
  ...{ channel: code, store: null, staff: null, inviterIdentity: null, inviterPerson: null, part: false, ...more },
})
const judge = (...all: ChangedOrder[]) => store.postgres.transaction((tx) => judgeOrders(deps, tx, all))

async function figures(id: string) {
  const found = (await figuresOf(deps, [id], now)).get(id)
  return found ?? expect.fail('no figures')
}

/** What the lines say and what the books say is one, and sums to zero. */
async function agree(...ids: string[]) {
  for (const id of ids) {
    const books = await deps.ledger.balances(`partner:${id}`)
    const of = (account: string) => books.get(account) ?? 0
    expect([...books.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
    const { earned, clawedBack, held, payable, paying, paid } = await figures(id)
    expect([held + of('owed:held'), payable + of('owed:payable'), paying + of('owed:paying')]).toEqual([0, 0, 0])
    expect(paid + of('cash:wechatPay') + of('cash:byHand')).toBe(0)
    expect(clawedBack + of('commission:clawedBack')).toBe(0)
    expect(earned - of('commission:cps') - of('commission:referral')).toBe(0)
    expect(earned - clawedBack).toBe(held + payable + paying + paid)
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('order' as const),
    net: fc.integer({ min: 1, max: 30_000 }),
    of: fc.constantFrom('9', '99'),
  }),
  fc.record({ do: fc.constant('refund' as const), which: fc.nat({ max: 9 }), left: fc.nat({ max: 100 }) }),
  fc.record({
    do: fc.constant('decide' as const),
    which: fc.nat({ max: 9 }),
    verdict: fc.constantFrom('cheat', 'fair', 'undo'),
  }),
  fc.record({ do: fc.constantFrom('month' as const, 'draw' as const, 'pay' as const) }),
  fc.record({ do: fc.constant('move' as const), move: fc.constantFrom('approve', 'reject', 'settle', 'send') }),
  fc.record({ do: fc.constant('end' as const), state: fc.constantFrom('SUCCESS', 'FAIL') }),
)

test('[A67] whatever is sold, refunded, decided and paid in whatever order, the books say what the lines say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const { partner, top, code } = await world()
      const known: ChangedOrder[] = []
      const flags = async () =>
        (
          await store.postgres.pool.query(
            `select id from acquisition_partner_flag where partner = ${partner} order by id`,
          )
        ).rows as { id: string }[]
      const statements = async () =>
        [partner, top].flatMap(async (id) => (await statementRows(deps, { partner: id, limit: 50 })).items)
      const each = async (work: (row: { id: string; attempt: number; state: string }) => Promise<unknown>) => {
        for (const rows of await statements()) for (const row of await rows) await work(row).catch(() => undefined)
      }
      for (const one of steps) {
        if (one.do === 'order') {
          orders += 1
          known.push(order(code, { id: String(orders), net: one.net, gross: one.net, person: one.of }))
          await judge(...known.slice(-1), ...known.slice(-1))
        } else if (one.do === 'refund') {
          const found = known[one.which % Math.max(1, known.length)]
          if (found) await judge({ ...found, net: Math.floor((found.gross * one.left) / 100) })
        } else if (one.do === 'decide') {
          const all = await flags()
          const id = all[one.which % Math.max(1, all.length)]?.id ?? '0'
          const said = { verdict: one.verdict === 'cheat' ? ('cheat' as const) : ('fair' as const), reason: 'x' }
          await (one.verdict === 'undo' ? undoFlag(deps, id, 'x', 'a') : decideFlag(deps, id, said, 'a')).catch(() => 0)
        } else if (one.do === 'month') now += 31 * day
        else if (one.do === 'draw') {
          const month = new Date(now - 31 * day).toISOString().slice(0, 7)
          await drawStatements(deps, { month }, 'a')
        } else if (one.do === 'move')
          await each(({ id }) => moveStatement(deps, id, one.move as 'approve', { by: 'b' }))
        else if (!('state' in one)) await each(({ id }) => payOut(deps, id))
        else await each(({ id, attempt }) => hearPayout(deps, { number: payoutNumber(id, attempt), state: one.state }))
        await agree(partner, top)
      }
    }),
    { numRuns: 8 },
  )
})

test('[A58] [A69] the tables keep what the rules say, whatever way it is written', async () => {
  const { partner, top, code } = await world()
  orders += 1
  await judge(order(code, { id: String(orders) }))
  now += 31 * day
  await drawStatements(deps, { month: '2026-06' }, 'a')
  const refused = (text: string) => expect(store.postgres.pool.query(text)).rejects.toThrow(/violates/)
  await refused(`update acquisition_partner set level = 3 where id = ${partner}`)
  await refused(`update acquisition_partner set upline = ${partner}, level = 2 where id = ${top}`)
  await refused(`update acquisition_partner set upline = null where id = ${partner}`)
  await refused(`update acquisition_partner set level = 1, upline = null, upline_level = 2 where id = ${partner}`)
  await refused(`insert into acquisition_partner (kind, name, level, upline, upline_level, tax, platforms, contract_note,
    tags, note, created_by, created_at, changed_at)
    values ('koc', 'third', 2, ${partner}, 2, 'labour', '[]', '', '{}', '', 'x', now(), now())`)
  await refused(`update acquisition_statement set approved_by = drawn_by where partner = ${partner}`)
  await refused(`update acquisition_statement set state = 'paid' where partner = ${partner}`)
})

test('[A70] lost answers, restarts and repeats send one number; another only after the platform says it is over', async () => {
  const { partner, code } = await world()
  orders += 1
  await judge(order(code, { id: String(orders) }))
  now += 31 * day
  await drawStatements(deps, { month: '2026-06' }, 'a')
  const [row] = (await statementRows(deps, { partner, limit: 1 })).items
  const id = row?.id ?? ''
  const state = async () => (await statementRows(deps, { id, limit: 1 })).items[0]?.state
  sent.clear()
  await moveStatement(deps, id, 'approve', { by: 'b' })
  pays = 'by-hand'
  await payOut(deps, id)
  expect(await state()).toBe('approved')
  pays = 'lost'
  for (let i = 0; i < 3; i += 1) await expect(payOut(deps, id)).rejects.toThrow('timeout')
  // The merchant is gone: what may be on its way is not sent by hand or anew.
  pays = 'by-hand'
  await payOut(deps, id)
  expect(await state()).toBe('paying')
  expect(await moveStatement(deps, id, 'settle', { by: 'b' })).toMatchObject({ refusal: 'not-from-here' })
  pays = 'ok'
  await payOut(deps, id)
  expect([...sent.keys()]).toEqual([payoutNumber(id, 2)])
  await hearPayout(deps, { number: payoutNumber(id, 1), state: 'SUCCESS' })
  expect(await state()).toBe('paying')
  await hearPayout(deps, { number: payoutNumber(id, 2), state: 'FAIL' })
  expect(await state()).toBe('returned')
  // Nothing goes out again by itself.
  await payOut(deps, id)
  expect([...sent.keys()]).toHaveLength(1)
  await moveStatement(deps, id, 'send', { by: 'b' })
  await payOut(deps, id)
  expect([...sent.keys()]).toEqual([payoutNumber(id, 2), payoutNumber(id, 3)])
  await hearPayout(deps, { number: payoutNumber(id, 3), state: 'SUCCESS' })
  await hearPayout(deps, { number: payoutNumber(id, 3), state: 'FAIL' })
  expect(await state()).toBe('paid')
  await agree(partner)
})

test('[A65] [A66] while a flag is open nothing of its deal is drawn; what is fair is drawn the month after', async () => {
  const { partner, code } = await world()
  orders += 2
  await judge(order(code, { id: String(orders), person: '99' }), order(code, { id: String(orders - 1) }))
  now += 31 * day
  expect(await drawStatements(deps, { month: '2026-06', partners: [partner] }, 'a')).toEqual({ drawn: 1, amount: 1000 })
  const { rows } = await store.postgres.pool.query(`select id from acquisition_partner_flag where partner = ${partner}`)
  await decideFlag(deps, rows[0].id, { verdict: 'fair', reason: 'a family' }, 'b')
  now += 31 * day
  expect(await drawStatements(deps, { month: '2026-07', partners: [partner] }, 'a')).toEqual({ drawn: 1, amount: 1000 })
})

test('[A64] other terms hold from then on, and what was sold keeps its own; what is off earns nothing', async () => {
  const { partner, code } = await world()
  const db = store.postgres.tables<PartnerTables>()
  const way = await db
    .selectFrom('acquisition_partner_way')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  orders += 3
  await judge(order(code, { id: String(orders - 2) }))
  now += day
  const terms = termsSchema.parse({ cps: { rate: 2000 } })
  const held = { programme: way.programme, terms: JSON.stringify(terms) as never, from_at: new Date(now), by: 'a' }
  await db.insertInto('acquisition_programme_terms').values(held).execute()
  await judge(
    order(code, { id: String(orders - 1), paidAt: now - 1 }),
    order(code, { id: String(orders), paidAt: now }),
  )
  // 15 % of two, whose tier all three have reached, and 20 % of the one that was sold afterwards.
  expect((await figures(partner)).earned).toBe(1500 + 1500 + 2000)
  await db
    .updateTable('acquisition_partner')
    .set({ off_at: new Date(now + 1) })
    .where('id', '=', partner)
    .execute()
  now += day
  orders += 1
  await judge(order(code, { id: String(orders) }))
  expect((await figures(partner)).orders).toBe(3)
})

test('[A72] a ticket opens one page and names no customer; [A57] erased, the books stay without the person', async () => {
  const { partner, code } = await world()
  orders += 1
  await judge(order(code, { id: String(orders), person: '9' }))
  const ticket = new URL(pageUrl(deps, partner, 'https://s.example')).searchParams.get('t') ?? ''
  const olap = { query: async () => [] } as never
  const page = await partnerPage({ ...deps, olap }, ticket, 'https://s.example')
  expect(page).toMatchObject({
    name: '晓晓',
    figures: { orders: 1, held: 1000 },
    sales: [{ net: 9999, state: 'held' }],
  })
  expect(JSON.stringify(page)).not.toMatch(/person|strand/)
  expect(await partnerPage({ ...deps, olap }, ticket.replace(/^\d+/, '1'), '')).toBeNull()
  const erase = (strand: string) =>
    store.postgres.transaction(
      (tx) =>
        partnerSubject(deps).erase?.(tx, { person: strand, strands: [strand], values: [] }) ?? Promise.resolve([]),
    )
  expect((await erase('1')).map(({ table }) => table)).toContain('acquisition.partners')
  expect((await erase('9')).map(({ table }) => table)).toEqual(['acquisition.deals'])
  await agree(partner)
})
