import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'

/** Bytes of a text as UTF-8; limits of WeCom count those. */
const bytesOf = (text: string): number => {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

const bytes = (most: number, name: string) =>
  z.string().refine((text) => bytesOf(text) <= most, { message: `${name} has more than ${most} bytes` })

const Address = z.url({ protocol: /^https?$/ }).max(2048)
/** One of our links, written as in a text: what many read then has one address for all of them. */
const LinkOfOurs = z.string().regex(/^\{\{\s*(?:link|短链)\s*[:：]\s*[1-9]\d{0,17}\s*\}\}$/)

const attachment = <A extends z.ZodType<string>>(address: A) =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('link'),
      title: bytes(128, 'title').min(1),
      url: address,
      desc: bytes(512, 'desc').optional(),
      picurl: Address.optional(),
    }),
    z.strictObject({ type: z.literal('image'), url: Address }),
    z.strictObject({
      type: z.literal('miniProgram'),
      title: bytes(64, 'title').min(1),
      appid: z.string().min(4).max(64),
      page: z.string().min(1).max(1024),
      mediaId: z.string().min(1).max(200),
    }),
  ])

/** What stands under a welcome or a mass message (WeCom pages 92137 and 92135). */
export const attachmentSchema = attachment(Address)
export type Attachment = z.output<typeof attachmentSchema>

/** Text with variables, and what stands under it: a welcome, or one message for many. */
export const welcomeSchema = z
  .strictObject({
    text: z.string().max(4000).default(''),
    attachments: z.array(attachmentSchema).max(9).default([]),
  })
  .refine(({ text, attachments }) => text.trim() !== '' || attachments.length > 0, {
    message: 'text and attachments are both empty',
  })
export type Welcome = z.output<typeof welcomeSchema>

/** A message for many: as a welcome, and its cards may name a link of ours. */
export const massSchema = z
  .strictObject({
    text: z.string().max(4000).default(''),
    attachments: z
      .array(attachment(z.union([Address, LinkOfOurs])))
      .max(9)
      .default([]),
  })
  .refine(({ text, attachments }) => text.trim() !== '' || attachments.length > 0, {
    message: 'text and attachments are both empty',
  })

/** What may stand in {{…}}: the customer's name as WeCom has it, the member's name. */
export const variables = ['客户昵称', '员工姓名'] as const
export type Variable = (typeof variables)[number]
export type Values = Readonly<Record<Variable, string>>

/** WeCom's limit for a text, in bytes. */
const longest = 4000
const hole = /\{\{\s*([^{}]{1,20}?)\s*\}\}/g

/** The variables a text names; those that nobody knows are a refusal. */
export function variablesIn(text: string): Result<ReadonlySet<Variable>, { unknown: string }> {
  const names = [...text.matchAll(hole)].map(([, name = '']) => name)
  const unknown = names.find((name) => !variables.some((one) => one === name))
  return unknown === undefined ? ok(new Set(names as Variable[])) : no({ unknown })
}

/** The text as one customer reads it, cut at WeCom's limit without breaking a character. */
export function fill(text: string, values: Values): string {
  // What stands in a value is never looked at for variables again.
  const whole = text.replace(hole, (all, name: string) => (name in values ? values[name as Variable] : all))
  if (bytesOf(whole) <= longest) return whole
  let cut = ''
  let used = 0
  for (const char of whole) {
    used += bytesOf(char)
    if (used > longest) break
    cut += char
  }
  return cut
}
