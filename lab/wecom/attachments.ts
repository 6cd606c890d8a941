import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import type { Attachment } from '../world/rows.ts'
import type { World } from '../world/world.ts'

/** Text of at most so many bytes of UTF-8. */
const bytes = (most: number) => z.string().refine((text) => Buffer.byteLength(text) <= most, `over ${most} bytes`)

const parts = {
  image: z.object({ media_id: z.string().optional(), pic_url: z.string().optional() }),
  link: z.object({
    title: bytes(128),
    picurl: z.string().optional(),
    desc: bytes(512).optional(),
    url: bytes(2048),
    media_id: z.string().optional(),
  }),
  miniprogram: z.object({ title: bytes(64), pic_media_id: z.string(), appid: z.string(), page: z.string() }),
  video: z.object({ media_id: z.string() }),
  file: z.object({ media_id: z.string() }),
} as const

export const attachments = z
  .array(z.object({ msgtype: z.enum(['image', 'link', 'miniprogram', 'video', 'file']) }).loose())
  .max(9)
  .default([])

export const text = z.object({ content: bytes(4000).optional() }).optional()

const mediaDays = 3

/** Checks what each kind of attachment must have, and that its media are still there. */
export function checkAttachments(world: World, list: readonly Attachment[]): void {
  for (const one of list) {
    const shape = Object.hasOwn(parts, one.msgtype) ? parts[one.msgtype as keyof typeof parts] : undefined
    const part = shape?.safeParse(one[one.msgtype])
    if (part?.success !== true) throw new Refusal(40058, `attachments ${one.msgtype}`)
    const media =
      'pic_media_id' in part.data ? part.data.pic_media_id : 'media_id' in part.data ? part.data.media_id : undefined
    if (one.msgtype === 'image' && media === undefined && !('pic_url' in part.data)) throw new Refusal(40058)
    if (media !== undefined) checkMedia(world, media)
  }
}

export function checkMedia(world: World, id: string): void {
  const media = world.rows.media.get(id)
  if (media === undefined || world.clock.now() - media.at > mediaDays * 86_400_000) throw new Refusal(40007)
}
