import { expect, test } from 'vitest'
import { documentOf, policyOf } from './document.ts'

const setting = { language: 'zh' as const, zone: 'Asia/Shanghai', csrf: 't', now: 0 }

test('[C46] nobody frames a page but the phones of a played platform, whose bridge alone is loaded besides', () => {
  expect(policyOf('a{}', [])).toMatch(/script-src 'self';.*frame-ancestors 'none'$/)
  const played = policyOf('a{}', ['http://127.0.0.1:3001'])
  expect(played).toMatch(/script-src 'self' http:\/\/127\.0\.0\.1:3001;.*frame-ancestors http:\/\/127\.0\.0\.1:3001$/)
  expect(played).not.toMatch(/unsafe|\*/)
})

test('what a customer is called ends no element of the page', () => {
  const evil = '</script><script>alert(1)</script>'
  const page = documentOf({
    ...{ title: evil, body: '', look: '', setting, data: { name: evil }, bridges: [] },
    files: { scripts: ['/m/assets/a.js'], styles: [] },
  })
  expect(page.match(/<\/script>/g)).toHaveLength(2)
  expect(page).not.toContain('<script>alert')
})
