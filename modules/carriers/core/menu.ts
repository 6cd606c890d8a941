import { z } from 'zod'

const Name = z.string().trim().min(1).max(16)
const Url = z.url({ protocol: /^https?$/ }).max(1024)

/** What a button does. */
export const leafSchema = z.discriminatedUnion('does', [
  z.strictObject({ does: z.literal('reply'), name: Name, text: z.string().trim().min(1).max(600) }),
  z.strictObject({ does: z.literal('view'), name: Name, url: Url }),
  z.strictObject({
    ...{ does: z.literal('miniProgram'), name: Name, appid: z.string().min(4).max(64) },
    ...{ page: z.string().min(1).max(1024), url: Url },
  }),
  z
    .strictObject({ does: z.literal('event'), name: Name, key: z.string().min(1).max(128) })
    .meta({ description: 'Tells us alone: what follows is up to whoever hears of it' }),
])
export type Leaf = z.output<typeof leafSchema>

const groupSchema = z.strictObject({
  does: z.literal('opens'),
  name: Name,
  buttons: z.array(leafSchema).min(1).max(5),
})

/** Three buttons at most, each of which does something or opens up to five more. */
export const menuSchema = z.array(z.union([leafSchema, groupSchema])).max(3)
export type Menu = z.output<typeof menuSchema>

const leavesOf = (menu: Menu): readonly Leaf[] => menu.flatMap((one) => (one.does === 'opens' ? one.buttons : [one]))

/** The key of a button that answers with a text: the same text has the same key. */
export const replyKey = (text: string): string => {
  let hash = 0xcbf29ce484222325n
  for (const char of text) hash = ((hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n) & 0xffffffffffffffffn
  return `siyu_reply_${hash.toString(36)}`
}

/** What a tap on a button of this key is answered with; null = nothing. */
export function replyTo(menu: Menu, key: string): string | null {
  const found = leavesOf(menu).find((one) => one.does === 'reply' && replyKey(one.text) === key)
  return found?.does === 'reply' ? found.text : null
}
