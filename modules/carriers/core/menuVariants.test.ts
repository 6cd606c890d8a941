import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  clientLanguages,
  clientPlatforms,
  domainsOf,
  type MenuVariant,
  matchRule,
  menuVariants,
  variantFor,
} from './menuVariants.ts'

const view = (url: string) => ({ does: 'view' as const, name: '去', url })
const variant = (rule: object, url = 'https://a.example.com'): MenuVariant =>
  ({ name: '甲', rule, menu: [view(url)] }) as MenuVariant

test('[C92] the first menu that is for somebody is theirs, whatever stands behind it; who fits none sees the usual one', () => {
  const rule = fc.record(
    {
      tag: fc.constantFrom('100', '101', '102'),
      platform: fc.constantFrom(...clientPlatforms),
      language: fc.constantFrom(...clientLanguages),
    },
    { requiredKeys: [] },
  )
  const seen = fc.record({
    tags: fc.subarray(['100', '101', '102']),
    platform: fc.constantFrom(...clientPlatforms),
    language: fc.constantFrom(...clientLanguages),
  })
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), seen, (rules, who) => {
      const all = rules.map((one, i) => ({ rule: one, place: i }))
      const found = variantFor(all, who)
      const matches = (one: { tag?: string; platform?: string; language?: string }) =>
        (!one.tag || who.tags.includes(one.tag)) &&
        [undefined, who.platform].includes(one.platform as never) &&
        [undefined, who.language].includes(one.language as never)
      expect(found?.place ?? -1).toBe(rules.findIndex(matches))
    }),
    { numRuns: 100 },
  )
})

test('[C92] what the platform would refuse is refused here: nobody named, the same twice, more than three domains', () => {
  const ok = [variant({ tag: '100' }), variant({ platform: 'ios', language: 'en' }, 'https://b.example.com/x')]
  expect(menuVariants.safeParse(ok).success).toBe(true)
  expect(menuVariants.safeParse([variant({})]).success).toBe(false)
  expect(menuVariants.safeParse([variant({ tag: '100' }), variant({ tag: '100' })]).success).toBe(false)
  const four = ['100', '101', '102', '103'].map((tag) => variant({ tag }, `https://${tag}.example.com`))
  expect(menuVariants.safeParse(four).success).toBe(false)
  expect(menuVariants.safeParse(four.slice(1)).success).toBe(true)
  expect(
    domainsOf([[view('https://a.cn/1')], [{ does: 'opens', name: '开', buttons: [view('https://a.cn/2')] }]]),
  ).toEqual(['a.cn'])
  expect(matchRule({ tag: '100', platform: 'android' })).toEqual({ tag_id: '100', client_platform_type: '2' })
})
