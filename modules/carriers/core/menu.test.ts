import { expect, test } from 'vitest'
import { type Menu, menuSchema, replyKey, replyTo } from './menu.ts'

const menu: Menu = [
  { does: 'reply', name: '营业时间', text: '早十晚九' },
  { does: 'opens', name: '服务', buttons: [{ does: 'reply', name: '地址', text: '西湖边' }] },
  { does: 'view', name: '商城', url: 'https://example.com' },
]

test('[C70] a button that answers is known again by its key, also among those that open', () => {
  expect(replyTo(menu, replyKey('早十晚九'))).toBe('早十晚九')
  expect(replyTo(menu, replyKey('西湖边'))).toBe('西湖边')
  expect(replyTo(menu, 'somebody-else')).toBeNull()
  expect(replyKey('a')).not.toBe(replyKey('b'))
})

test('[C70] three buttons with five under each, no more', () => {
  const [leaf] = menu
  expect(menuSchema.safeParse(menu).success).toBe(true)
  expect(menuSchema.safeParse([...menu, leaf]).success).toBe(false)
  const buttons = Array.from({ length: 6 }, () => leaf)
  expect(menuSchema.safeParse([{ does: 'opens', name: '多', buttons }]).success).toBe(false)
  expect(menuSchema.safeParse([{ does: 'opens', name: '空', buttons: [] }]).success).toBe(false)
})
