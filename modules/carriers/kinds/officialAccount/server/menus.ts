import { z } from 'zod'
import { type Leaf, type Menu, menuSchema, replyKey } from '../../../core/menu.ts'

const Leafs = z.looseObject({
  name: z.string().default(''),
  type: z.string().optional(),
  key: z.string().optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})
/** Buttons as the platform tells them. */
export const MenuButtons = z.array(
  Leafs.extend({
    // Made by the API it is a list; made at the platform it is wrapped.
    sub_button: z.union([z.array(Leafs), z.looseObject({ list: z.array(Leafs).default([]) })]).optional(),
  }),
)

/** The menu that stands there. */
export const MenuFound = z.looseObject({
  is_menu_open: z.number().int().default(0),
  selfmenu_info: z
    .looseObject({
      button: MenuButtons.default([]),
    })
    .default({ button: [] }),
})
/** A menu in the words of the platform. */
export const menuBody = (menu: Menu) => ({
  button: menu.map((one) =>
    one.does === 'opens' ? { name: one.name, sub_button: one.buttons.map(leafOf) } : leafOf(one),
  ),
})

function leafOf(leaf: Leaf) {
  if (leaf.does === 'view') return { type: 'view', name: leaf.name, url: leaf.url }
  if (leaf.does === 'miniProgram')
    return { type: 'miniprogram', name: leaf.name, appid: leaf.appid, pagepath: leaf.page, url: leaf.url }
  return { type: 'click', name: leaf.name, key: leaf.does === 'reply' ? replyKey(leaf.text) : leaf.key }
}

type Button = z.output<typeof MenuButtons>[number]

/** Buttons as they can be written here; the others are counted. */
export function readMenu(buttons: readonly Button[]): { menu: Menu; left: number } {
  let left = 0
  const read = (leaf: z.output<typeof Leafs>): Leaf[] => {
    const found = readLeaf(leaf)
    if (!found) left += 1
    return found ? [found] : []
  }
  const menu = buttons.flatMap((one): Menu => {
    const sub = Array.isArray(one.sub_button) ? one.sub_button : (one.sub_button?.list ?? [])
    if (sub.length === 0) return read(one)
    const own = sub.flatMap(read)
    return own.length === 0 ? [] : [{ does: 'opens', name: one.name.slice(0, 16), buttons: own }]
  })
  const whole = menuSchema.safeParse(menu)
  return whole.success ? { menu: whole.data, left } : { menu: [], left: buttons.length }
}

function readLeaf({ name: whole, type, key, url, appid, pagepath }: z.output<typeof Leafs>): Leaf | null {
  const name = whole.slice(0, 16)
  if (type === 'view' && url) return { does: 'view', name, url }
  if (type === 'click' && key) return { does: 'event', name, key }
  if (type === 'miniprogram' && appid && pagepath && url)
    return { does: 'miniProgram', name, appid, page: pagepath, url }
  return null
}
