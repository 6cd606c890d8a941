import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { goLive, openPeople, type People } from './fixture.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const dayNo = (days: number) => goLive + days * day
const entry = async (id: string) => {
  const { enteredAt, entry: kind, inviter, source, known } = await people.api.get(id)
  return { at: enteredAt && Date.parse(enteredAt), kind, inviter, source, known }
}
const buy = (who: { person: string; identity: string }, at: number, more: object = {}) =>
  people.orders({ ...who, paidAt: at, ...more })

describe('[P7] the first private order', () => {
  test('enters the person, also one of zero yuan, and one refunded later', async () => {
    const who = await people.see('server', dayNo(9), ['login_id', 'zero'])
    expect(await entry(who.person)).toMatchObject({ at: null, kind: null })
    await buy(who, dayNo(3), { gross: 0, net: 0, channel: 'feed' })
    expect(await entry(who.person)).toEqual({ at: dayNo(3), kind: 'self', inviter: null, source: 'feed', known: true })
    const refunded = await people.see('server', dayNo(9), ['login_id', 'refunded'])
    await buy(refunded, dayNo(4), { gross: 500, net: 0 })
    expect((await entry(refunded.person)).at).toBe(dayNo(4))
  })
  test('store and platform orders, unlinked refunds and orders of nobody enter nobody', async () => {
    const who = await people.see('server', dayNo(1), ['login_id', 'till'])
    await people.orders(
      { ...who, paidAt: dayNo(1), sourceKind: 'store' },
      { ...who, paidAt: dayNo(1), sourceKind: 'platform' },
      { ...who, paidAt: dayNo(1), gross: -100, net: 0 },
      { person: null, identity: null, paidAt: dayNo(1) },
    )
    expect((await entry(who.person)).at).toBeNull()
  })
  test('[P4] before go-live it is self: an order dates itself', async () => {
    const who = await people.see('server', dayNo(1), ['login_id', 'history'])
    await buy(who, dayNo(-900))
    expect(await entry(who.person)).toMatchObject({ at: dayNo(-900), kind: 'self' })
  })
})

test('[P3] earlier proof moves the entry back, later proof never forward', async () => {
  const who = await people.see('server', dayNo(1), ['login_id', 'twice'])
  await buy(who, dayNo(10), { channel: 'second' })
  await buy(who, dayNo(20))
  expect((await entry(who.person)).at).toBe(dayNo(10))
  await buy(who, dayNo(5), { channel: 'first' })
  expect(await entry(who.person)).toMatchObject({ at: dayNo(5), source: 'first' })
})

describe('[P5] the inviter', () => {
  test('of the first order is kept; a later order cannot name another', async () => {
    const host = await people.see('server', dayNo(0), ['login_id', 'host'])
    const other = await people.see('server', dayNo(0), ['login_id', 'other-host'])
    const guest = await people.see('server', dayNo(0), ['login_id', 'friend'])
    await buy(guest, dayNo(2), { inviterPerson: host.person })
    await buy(guest, dayNo(3), { inviterPerson: other.person })
    expect(await entry(guest.person)).toMatchObject({ kind: 'invited', inviter: host.person })
  })
  test('is not named afterwards for someone who entered alone', async () => {
    const host = await people.see('server', dayNo(0), ['login_id', 'late-host'])
    const guest = await people.see('server', dayNo(0), ['login_id', 'woken'])
    await buy(guest, dayNo(2))
    await buy(guest, dayNo(3), { inviterPerson: host.person })
    expect(await entry(guest.person)).toMatchObject({ kind: 'self', inviter: null })
  })
  test('who turns out to be the same person is void, and the entry is self', async () => {
    const phone: [string, string] = ['phone', '13800000101']
    const one = await people.see('server', dayNo(0), ['login_id', 'self-invite'])
    const two = await people.see('server', dayNo(0), phone)
    await buy(two, dayNo(2), { inviterPerson: one.person })
    expect((await entry(two.person)).kind).toBe('invited')
    await people.see('server', dayNo(4), ['login_id', 'self-invite'], phone)
    expect(await entry(one.person)).toMatchObject({ at: dayNo(2), kind: 'self', inviter: null })
  })
})

describe('[P6] a merge', () => {
  test('takes the earlier entry with its inviter, whichever side is kept', async () => {
    const host = await people.see('server', dayNo(0), ['login_id', 'merge-host'])
    const kept = await people.see('server', dayNo(0), ['login_id', 'kept'])
    const gone = await people.see('server', dayNo(0), ['phone', '13800000102'])
    await buy(kept, dayNo(8), { channel: 'late' })
    await buy(gone, dayNo(6), { inviterPerson: host.person, channel: 'early' })
    await people.see('server', dayNo(9), ['login_id', 'kept'], ['phone', '13800000102'])
    expect(await entry(kept.person)).toEqual({
      at: dayNo(6),
      kind: 'invited',
      inviter: host.person,
      source: 'early',
      known: true,
    })
    const gonesView = await people.api.get(gone.person)
    expect(gonesView.id).toBe(kept.person)
  })

  test('keeps the invitees of both, and their copies say so', async () => {
    const a = await people.see('server', dayNo(0), ['login_id', 'inviter-a'])
    const b = await people.see('server', dayNo(0), ['phone', '13800000103'])
    const guest = await people.see('server', dayNo(0), ['login_id', 'guest-of-b'])
    await buy(guest, dayNo(2), { inviterPerson: b.person })
    await people.see('server', dayNo(3), ['login_id', 'inviter-a'], ['phone', '13800000103'])
    await people.platform.outbox.settled()
    expect((await entry(guest.person)).inviter).toBe(a.person)
    const copy = await people.platform.olap.bytes(
      `select inviter from people final where id = ${guest.person} format TSV`,
    )
    expect(copy.toString().trim()).toBe(a.person)
  })

  test('that came before the fact arrived: the proof stands with who stands now', async () => {
    const a = await people.see('server', dayNo(0), ['login_id', 'late-fact'])
    const b = await people.see('server', dayNo(0), ['phone', '13800000104'])
    await people.see('server', dayNo(1), ['login_id', 'late-fact'], ['phone', '13800000104'])
    await buy(b, dayNo(5), { inviterPerson: a.person })
    expect(await entry(a.person)).toMatchObject({ at: dayNo(5), kind: 'self', inviter: null })
    expect((await people.row(b.person))?.entered_at).toBeNull()
  })

  test('and orders at the same time: every proof ends with who stands', async () => {
    const pairs = Array.from({ length: 10 }, (_, n) => [`storm-${n}`, `1380000020${n}`] as const)
    const stands = await Promise.all(
      pairs.map(async ([login, phone]) => {
        const a = await people.see('server', dayNo(0), ['login_id', login])
        const b = await people.see('server', dayNo(0), ['phone', phone])
        await Promise.all([
          people.see('server', dayNo(1), ['login_id', login], ['phone', phone]),
          buy(b, dayNo(7)),
          people.profiles.apply([
            { person: b.person, at: dayNo(1), traits: { city: '杭州', name: '王小明' }, verified: true },
          ]),
        ])
        return a.person
      }),
    )
    for (const id of stands) {
      const { enteredAt, attributes, private: shown } = await people.api.get(id)
      expect([enteredAt && Date.parse(enteredAt), attributes, shown]).toEqual([
        dayNo(7),
        { city: '杭州' },
        { name: '王**' },
      ])
    }
  })
})

describe('[P16] the copy for insight', () => {
  test('has who entered, and marks merged ones as deleted', async () => {
    const kept = await people.see('server', dayNo(0), ['login_id', 'copy'])
    const gone = await people.see('server', dayNo(0), ['phone', '13800000105'])
    await buy(gone, dayNo(2), { channel: 'feed' })
    await people.see('server', dayNo(3), ['login_id', 'copy'], ['phone', '13800000105'])
    await people.platform.outbox.settled()
    const text = await people.platform.olap.bytes(
      `select id, toUnixTimestamp64Milli(entered_at), entry, source, excluded, deleted from people final
       where id in (${kept.person}, ${gone.person}) order by deleted format TSV`,
    )
    expect(
      text
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split('\t')),
    ).toEqual([
      [kept.person, String(dayNo(2)), 'self', 'feed', '0', '0'],
      [gone.person, expect.anything(), expect.anything(), expect.anything(), '0', '1'],
    ])
  })
  test('[P11] follows an exclusion and its end, which are audited', async () => {
    const who = await people.see('server', dayNo(0), ['login_id', 'cheat'])
    const copied = async () =>
      (
        await people.platform.olap.bytes(`select excluded from people final where id = ${who.person} format TSV`)
      ).toString()
    expect((await people.api.exclude(who.person, 'cheat')).excluded).toBe('cheat')
    expect(await copied()).toBe('1\n')
    expect((await people.api.exclude(who.person, null)).excluded).toBeNull()
    expect(await copied()).toBe('0\n')
    const rows = await people.platform.postgres
      .tables<{ platform_audit: { id: string; actor: string; action: string; subject: string; detail: unknown } }>()
      .selectFrom('platform_audit')
      .select(['actor', 'detail'])
      .where('subject', '=', who.person)
      .where('action', '=', 'person.excluded')
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { actor: 'staff:7', detail: { reason: 'cheat' } },
      { actor: 'staff:7', detail: { reason: null } },
    ])
  })
  test('takes more people at once than a statement has parameters', async () => {
    const many = Array.from({ length: 70_000 }, (_, n) => String(9_000_000 + n))
    await people.platform.postgres.transaction((tx) =>
      people.platform.outbox.publish(tx, 'people.changed', { ids: many }),
    )
    await people.platform.outbox.settled(20_000)
  })
})
