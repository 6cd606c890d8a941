import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { hearMerges, identityServer } from './index.ts'

let platform: TestPlatform
let ids: ReturnType<typeof identityServer>
beforeAll(async () => {
  platform = await freshPlatform()
  ids = identityServer({ ...platform, onChange: async () => undefined })
  platform.outbox.subscribe(hearMerges(platform.olap))
  await platform.outbox.start()
})
afterAll(() => platform.close())

async function see(origin: string | null, ...claims: [type: string, value: string][]): Promise<string> {
  const said = { at: 1000, trust: 'server', claims: claims.map(([type, value]) => ({ type, value })) } as const
  const [one] = await ids.resolve([origin === null ? said : { ...said, origin }])
  return one?.person ?? ''
}

const overrides = async () =>
  Number((await platform.olap.bytes('select count() from overrides final format TSV')).toString())

describe('[I18] erasing what one source has brought', () => {
  test('an id keeps the origin it first came with, and only people without another origin are named', async () => {
    const alone = await see('import:1', ['login_id', 'alone'], ['phone', '13800000001'])
    await see('source:9', ['login_id', 'alone'])
    const both = await see('import:1', ['login_id', 'both'])
    await see('source:9', ['login_id', 'both'], ['email', 'both@example.cn'])
    await see('source:9', ['login_id', 'other'])
    await see(null, ['login_id', 'unsaid'])
    expect(await ids.onlyFrom(['import:1'])).toEqual([{ person: alone, all: [alone] }])
    const named = await ids.onlyFrom(['import:1', 'source:9'])
    expect(named.map(({ person }) => person)).toContain(both)
    expect(named).toHaveLength(3)
    expect(await ids.onlyFrom([])).toEqual([])
  })

  test('erased people are found no more, also not from memory, and their ids make new ones', async () => {
    const before = await see('import:2', ['login_id', 'gone'], ['phone', '13800000002'])
    expect(await see('import:2', ['login_id', 'gone'])).toBe(before)
    let ran = 0
    await ids.erase(await ids.onlyFrom(['import:2']), async () => {
      ran += 1
    })
    expect(ran).toBe(1)
    expect(await ids.lookup('phone', '13800000002')).toBeNull()
    expect(await ids.standing(before)).toBeNull()
    const after = await see('import:3', ['login_id', 'gone'])
    expect(BigInt(after)).toBeGreaterThan(BigInt(before))
  })

  test('with them go who was merged into them and the dictionary of it', async () => {
    const kept = await see('import:4', ['login_id', 'kept'])
    const gone = await see('import:4', ['phone', '13800000004'])
    expect(await see('import:4', ['login_id', 'kept'], ['phone', '13800000004'])).toBe(kept)
    await platform.outbox.settled()
    const rows = await overrides()
    const [whole] = await ids.onlyFrom(['import:4'])
    expect(whole?.person).toBe(kept)
    expect([...(whole?.all ?? [])].sort()).toEqual([kept, gone].sort())
    await ids.erase(whole ? [whole] : [], async () => undefined)
    await platform.outbox.settled()
    expect(await ids.merges(kept)).toEqual([])
    expect(await overrides()).toBe(rows - 1)
  })

  test('when what belongs to it fails, nothing is erased', async () => {
    const person = await see('import:5', ['login_id', 'stays'])
    const failing = ids.erase(await ids.onlyFrom(['import:5']), async () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await ids.lookup('login_id', 'stays')).toBe(person)
    expect(await see('import:5', ['login_id', 'stays'])).toBe(person)
  })
})
