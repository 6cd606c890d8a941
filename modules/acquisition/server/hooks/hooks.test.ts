import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '#platform/crypto'
import { createJobs } from '#platform/jobs'
import { freshPostgres } from '#platform/testing'
import { booksOf } from '../../../ledger/server/index.ts'
import type { ClaimMove } from '../../core/claim.ts'
import type { Newness } from '../../core/hook.ts'
import { claim } from './claim.ts'
import type { HookDeps } from './deps.ts'
import { moveClaim, redeem } from './moves.ts'
import { hearTransfer, payOut } from './paying.ts'
import { hookOf } from './read.ts'
import { changeHook, createHook, type Fields } from './store.ts'
import { hookSubject } from './subject.ts'
import { ticketFor } from './tickets.ts'

const now = Date.UTC(2026, 5, 1, 4)
let store: Awaited<ReturnType<typeof freshPostgres>>
let deps: HookDeps
/** Who bought in the private domain, by strand; strands above 1000 are second numbers of the person below. */
const buyers = new Set<string>()
const personOf = (strand: string) => String(Number(strand) % 1000)

beforeAll(async () => {
  store = await freshPostgres()
  deps = {
    ...{ ...store, vault: createVault(Buffer.alloc(32, 7)), jobs: createJobs(store.postgres, store.log) },
    ...{ now: () => now, ledger: booksOf(store), transfers: { pay: async () => 'by-hand' as const } },
    cards: { seen: async () => null, claimed: async () => undefined },
    whole: {
      async standing(strand) {
        const person = personOf(strand)
        const bought = buyers.has(person) ? 1 : 0
        return {
          ...{ person, strands: [person, String(Number(person) + 1000)], enteredAt: now - 5000, excluded: false },
          ...{ bought, boughtPrivate: bought, refunded: 0, refundedPrivate: 0 },
        }
      },
      phone: async (text) => (/^1\d{10}$/.test(text) ? { normal: `+86${text}`, strand: null } : null),
      namesOf: async () => new Map(),
    },
  }
})
afterAll(() => store.close())

const fields: Fields = {
  ...{ kind: 'coupon', name: '体验券', title: '免费验光', text: '', organiser: '明眸', settings: {}, cost: 700 },
  ...{ stock: null, budget: null, newness: 'everybody', startsAt: null, endsAt: null },
}
async function hook(more: Partial<Fields> = {}) {
  const { id } = await createHook(deps, { ...fields, ...more }, 'test')
  return changeHook(deps, id, { on: true }, 'test')
}
const as = (id: string, strand: number | string, seenAt = now) => ({
  ticket: ticketFor(deps.vault, id, String(strand), seenAt),
})
const spentBy = async (id: string) => (await deps.ledger.balances(`hook:${id}`)).get('subsidy:coupon') ?? 0
const count = async (id: string) =>
  Number(
    (
      await store.postgres.pool.query(
        `select count(*) from acquisition_claim where hook = ${id} and state not in ('cancelled', 'returned')`,
      )
    ).rows[0].count,
  )
const address = { name: '林晓', phone: '13800000001', region: '上海市徐汇区', detail: '漕溪路 1 号' }

test.each([
  ['stock', { stock: 37 }, 'none-left', null],
  ['budget', { budget: 700 * 41 + 699 }, 'stopped', 'budget'],
  ['both', { stock: 30, budget: 700 * 30 }, 'stopped', 'budget'],
] as const)(
  '[A30] [A32] 200 at once: %s is never exceeded, the ledger agrees, and the breaker has stopped it',
  async (_, bounds, why, stopped) => {
    const { id } = await hook(bounds)
    const row = await hookOf(deps, id)
    const got = await Promise.all(Array.from({ length: 200 }, (__, i) => claim(deps, row, as(id, 1 + i))))
    const most = 'stock' in bounds ? bounds.stock : 41
    expect(got.filter(({ ok }) => ok)).toHaveLength(most)
    expect(new Set(got.flatMap((one) => (one.ok ? [] : one.refusal)))).toEqual(new Set([why]))
    const after = await hookOf(deps, id)
    expect(after).toMatchObject({ taken: most, spent: String(most * 700), stopped })
    expect([await count(id), await spentBy(id)]).toEqual([most, most * 700])
    expect(new Set(got.flatMap((one) => (one.ok ? one.value.code : []))).size).toBe(most)
    const trail = await store.postgres.pool.query(
      `select * from platform_audit where action = 'campaignHook.stopped' and subject = '${id}'`,
    )
    expect(trail.rows).toHaveLength(stopped ? 1 : 0)
  },
)

test('[A34] one person who claims fifty times at once has it once, over all their ids', async () => {
  const { id } = await hook({ stock: 10 })
  const row = await hookOf(deps, id)
  const got = await Promise.all(Array.from({ length: 50 }, (_, i) => claim(deps, row, as(id, i % 2 === 0 ? 5 : 1005))))
  expect(new Set(got.map((one) => (one.ok ? one.value.code : one.refusal))).size).toBe(1)
  expect(await hookOf(deps, id)).toMatchObject({ taken: 1, spent: '700' })
  await changeHook(deps, id, { on: false }, 'test')
  // It is over, and they are still shown what they have.
  expect(await claim(deps, await hookOf(deps, id), as(id, 5))).toMatchObject({ ok: true })
  expect(await claim(deps, await hookOf(deps, id), as(id, 6))).toMatchObject({ refusal: 'off' })
})

test('[A31] [A36] by a ticket that nobody can turn into another’s; a number that is typed proves nobody', async () => {
  buyers.add('8')
  const of = async (newness: Newness) => hook({ newness })
  const first = await of('newToPrivate')
  const { ticket } = as(first.id, 8)
  expect(await claim(deps, first, { ticket })).toMatchObject({ refusal: 'bought-privately' })
  expect(await claim(deps, first, as(first.id, 1008))).toMatchObject({ refusal: 'bought-privately' })
  expect(await claim(deps, first, { ticket: ticket.replace(/^8/, '9') })).toMatchObject({ refusal: 'wrong-ticket' })
  const second = await of('newToActivity')
  expect(await claim(deps, second, { ticket })).toMatchObject({ refusal: 'wrong-ticket' })
  expect(await claim(deps, second, as(second.id, 9))).toMatchObject({ refusal: 'in-pool-before' })
  expect(await claim(deps, second, as(second.id, 9, now - 9000))).toMatchObject({ ok: true })
  expect(await claim(deps, second, {})).toMatchObject({ refusal: 'who' })
  expect(await claim(deps, second, { phone: '138' })).toMatchObject({ refusal: 'wrong-phone' })
  const twice = [
    await claim(deps, second, { phone: '13800000002' }),
    await claim(deps, second, { phone: '13800000002' }),
  ]
  expect(twice.map((one) => (one.ok ? one.value.code : ''))[0]).toBe(
    twice.map((one) => (one.ok ? one.value.code : ''))[1],
  )
  expect(await claim(deps, first, { card: 'abc' })).toMatchObject({ refusal: 'wrong-ticket' })
})

test('[A33] [A32] whatever is moved in whatever order, hook, claims and books say the same', async () => {
  const steps = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom<ClaimMove | 'claim'>('claim', 'claim', 'send', 'receive', 'return', 'cancel'),
    ),
    { minLength: 4, maxLength: 20 },
  )
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (list, most) => {
      const { id } = await hook({ kind: 'gift', budget: most * 700 })
      const claims = new Map<number, string>()
      for (const [who, move] of list) {
        const known = claims.get(who)
        if (move === 'claim') {
          const made = await claim(deps, await hookOf(deps, id), { ...as(id, 100 + who), address })
          if (made.ok) claims.set(who, made.value.id)
        } else if (known) await moveClaim(deps, known, move, { by: 'test' })
        const row = await hookOf(deps, id)
        const balances = await deps.ledger.balances(`hook:${id}`)
        expect(Number(row.spent)).toBe(balances.get('subsidy:gift') ?? 0)
        expect([row.taken, row.taken * 700]).toEqual([await count(id), Number(row.spent)])
        expect([...balances.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
        expect(row.taken).toBeLessThanOrEqual(most)
        expect(row.stopped).toBe(row.taken === most ? 'budget' : null)
      }
    }),
    { numRuns: 8 },
  )
})

test('[A38] a code is taken once; a mistyped one is noticed and is nobody else’s', async () => {
  const { id } = await hook()
  const made = await claim(deps, await hookOf(deps, id), as(id, 3))
  const code = (made.ok && made.value.code) || ''
  const mistyped = code.slice(0, 3) + (code[3] === '2' ? '3' : '2') + code.slice(4)
  expect(await redeem(deps, mistyped, { by: 'test' })).toMatchObject({ refusal: 'wrong-code' })
  const spaced = `${code.slice(0, 5).toUpperCase()} ${code.slice(5)}`
  expect(await redeem(deps, spaced, { by: 'test' })).toMatchObject({ value: { state: 'received' } })
  expect(await redeem(deps, code, { by: 'test' })).toMatchObject({ refusal: 'code-used' })
})

test('[A35] an address is sealed; erased, it is gone and the count stays', async () => {
  const { id } = await hook({ kind: 'gift' })
  const row = await hookOf(deps, id)
  expect(await claim(deps, row, as(id, 921))).toMatchObject({ refusal: 'address-missing' })
  await claim(deps, row, { ...as(id, 921), address: { ...address, phone: '13800000035' } })
  const stored = await store.postgres.pool.query(`select * from acquisition_claim where hook = ${id}`)
  expect(JSON.stringify(stored.rows.map((one) => ({ ...one, address: one.address.toString('latin1') })))).not.toMatch(
    /漕溪|13800000035/,
  )
  const subject = { person: '921', strands: ['921', '1921'], values: ['+8613800000035'] }
  const remnants = await store.postgres.transaction(async (tx) => hookSubject(deps).erase?.(tx, subject))
  expect(remnants).toMatchObject([{ rows: 1 }])
  const left = await store.postgres.pool.query(`select * from acquisition_claim where hook = ${id}`)
  expect(left.rows).toMatchObject([{ person: null, strand: null, phone: null, address: null, cost: '700' }])
  expect(await hookOf(deps, id)).toMatchObject({ taken: 1, spent: '700' })
})

test('[A30] a hook that cannot be is refused with its reason', async () => {
  const refused = (more: Partial<Fields>) =>
    createHook(deps, { ...fields, ...more }, 'test').catch(
      (error: { data?: { title?: { en: string } } }) => error.data?.title?.en ?? String(error),
    )
  expect(await refused({ kind: 'material' })).toContain('kind needs')
  expect(await refused({ kind: 'redPacket', cost: 29 })).toContain('may not cost')
  expect(await refused({ startsAt: '2026-06-02T00:00:00Z', endsAt: '2026-06-01T00:00:00Z' })).toContain('end after')
  const { id } = await hook({ stock: 5 })
  await claim(deps, await hookOf(deps, id), as(id, 4))
  await expect(changeHook(deps, id, { stock: 0 }, 'test')).rejects.toThrow()
  await expect(changeHook(deps, id, { budget: 699 }, 'test')).rejects.toThrow()
  expect(await changeHook(deps, id, { budget: 700 }, 'test')).toMatchObject({ stopped: 'budget' })
  expect(await changeHook(deps, id, { budget: 1400 }, 'test')).toMatchObject({ stopped: null })
})

test('[A37] a red packet goes out under one number, whatever breaks; without a merchant it waits for a hand', async () => {
  const { id } = await hook({ kind: 'redPacket', cost: 500 })
  const row = await hookOf(deps, id)
  const [paid, waits] = [await claim(deps, row, as(id, 71)), await claim(deps, row, as(id, 72))]
  if (!paid.ok || !waits.ok) throw new Error('not claimed')
  const numbers: string[] = []
  let answers: 'trouble' | 'ok' = 'trouble'
  const pay: HookDeps['transfers']['pay'] = async ({ number, amount }) => {
    numbers.push(`${number} ${amount}`)
    return answers === 'trouble' ? { trouble: 'silence' } : { state: 'WAIT_USER_CONFIRM', confirm: null }
  }
  const paying = { ...deps, transfers: { pay } }
  const of = { claim: paid.value.id, origin: 'https://a.cn' }
  await expect(payOut(paying, of)).rejects.toThrow('silence')
  answers = 'ok'
  await payOut(paying, of)
  // Sent already: nothing is asked for again.
  await payOut(paying, of)
  expect(numbers).toHaveLength(2)
  expect(new Set(numbers).size).toBe(1)
  const state = async (claimed: string) =>
    (await store.postgres.pool.query(`select state from acquisition_claim where id = ${claimed}`)).rows[0].state
  expect(await state(paid.value.id)).toBe('sent')
  await hearTransfer(deps, { number: numbers[0]?.split(' ')[0] ?? '', state: 'SUCCESS' })
  expect(await state(paid.value.id)).toBe('received')
  await payOut(deps, { claim: waits.value.id, origin: 'https://a.cn' })
  expect(await state(waits.value.id)).toBe('claimed')
})
