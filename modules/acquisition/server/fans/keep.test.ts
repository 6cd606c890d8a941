import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { identityServer } from '../../../identity/server/index.ts'
import { strandsOf } from './keep.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await freshPlatform()
})
afterAll(() => platform.close())

const types = ['phone', 'member_id', 'platform:weibo', 'unionid'] as const
const id = fc.record({
  type: fc.constantFrom(...types),
  // Some are nobody's, some no id at all; a phone number is written in more than one way.
  value: fc.constantFrom('13800000001', '+86 138 0000 0002', '13800000009', 'm-1', '', '中'),
})
const rows = fc.array(fc.record({ ids: fc.array(id, { maxLength: 3 }) }), { maxLength: 12 })

test('[A113] who the rows of a list are is the same whether they are asked about at once or one by one', async () => {
  const identities = identityServer({ ...platform, onChange: async () => undefined })
  const known = [
    [
      { type: 'phone', value: '13800000001' },
      { type: 'member_id', value: 'm-1' },
    ],
    [{ type: 'phone', value: '13800000002' }],
    [{ type: 'platform:weibo', value: 'm-1' }],
  ]
  await identities.resolve(known.map((claims, i) => ({ at: 1000 + i, trust: 'server' as const, claims })))
  const one = async (ids: readonly { type: string; value: string }[]) => {
    for (const { type, value } of ids) {
      const strand = await identities.strandOf(type, value)
      if (strand !== null) return strand
    }
    return null
  }
  const seen = new Set<string | null>()
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const alone: (string | null)[] = []
      for (const { ids } of all) alone.push(await one(ids))
      for (const strand of alone) seen.add(strand)
      expect(await strandsOf(identities, all)).toEqual(alone)
    }),
    { numRuns: 15 },
  )
  expect(seen.size).toBe(4)
})
