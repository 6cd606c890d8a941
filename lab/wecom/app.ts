import { createHash } from 'node:crypto'
import { z } from 'zod'
import { bodyOf } from '../http/multipart.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { checkMedia } from './attachments.ts'
import { membersOf } from './corp.ts'

const opens = ['wecom'] as const
const ids = z.string().default('')
const perMinute = 30

/** What an app does itself: messages to members, media, tickets of pages, who scanned. */
export const appRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    '/cgi-bin/message/send',
    z
      .object({
        touser: ids,
        toparty: ids,
        totag: ids,
        msgtype: z.enum([
          'text',
          'image',
          'voice',
          'video',
          'file',
          'textcard',
          'news',
          'mpnews',
          'markdown',
          'template_card',
        ]),
        agentid: z.coerce.number().int(),
      })
      .loose(),
    (world, input) => {
      if (input.agentid !== world.credentials.wecom.agentid) throw new Refusal(40056)
      const { userids, unknown } = receivers(world, input.touser, input.toparty)
      if (userids.length === 0) throw new Refusal(81013)
      for (const userid of userids) showToStaff(world, userid, input)
      return { invaliduser: unknown.join('|'), msgid: world.dice.id('app message', '', 60) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/media/upload',
    z.object({ type: z.enum(['image', 'voice', 'video', 'file']) }),
    upload,
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/media/upload_attachment',
    z.object({ media_type: z.enum(['image', 'video', 'file']), attachment_type: z.coerce.number() }),
    (world, input, call) => upload(world, { type: input.media_type }, call),
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/media/uploadimg',
    z.object({}),
    (world, _input, call) => {
      const { media_id } = upload(world, { type: 'image' }, call)
      return { url: `${world.url}/lab/media/${media_id}` }
    },
    opens,
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/media/get',
    z.object({ media_id: z.string() }),
    (world, { media_id }, { reply }) => {
      checkMedia(world, media_id)
      const media = need(world.rows.media.get(media_id), 40007)
      return reply
        .type(media.contentType)
        .header('content-disposition', `attachment; filename="${encodeURIComponent(media.name)}"`)
        .send(Buffer.from(media.bytes, 'base64'))
    },
    opens,
  ),
  route('wecom', 'GET', '/cgi-bin/get_jsapi_ticket', z.object({}), (world) => ticket(world, 'wecom corp'), opens),
  route(
    'wecom',
    'GET',
    '/cgi-bin/ticket/get',
    z.object({ type: z.literal('agent_config') }),
    (world) => ticket(world, 'wecom agent'),
    opens,
  ),
  route('wecom', 'GET', '/cgi-bin/auth/getuserinfo', z.object({ code: z.string() }), whoIs, opens),
  route('wecom', 'GET', '/cgi-bin/user/getuserinfo', z.object({ code: z.string() }), whoIs, opens),
  route(
    'wecom',
    'POST',
    '/cgi-bin/auth/getuserdetail',
    z.object({ user_ticket: z.string() }),
    (world, { user_ticket }) => {
      const code = need(world.rows.codes.get(user_ticket), 40029)
      const staff = need(world.rows.staff.get(code.person), 40029)
      return {
        userid: staff.id,
        gender: '0',
        avatar: '',
        qr_code: '',
        mobile: staff.mobile,
        email: '',
        biz_mail: '',
        address: '',
      }
    },
    opens,
  ),
]

function receivers(world: World, touser: string, toparty: string): { userids: string[]; unknown: string[] } {
  const split = (text: string) => text.split('|').filter((one) => one !== '')
  if (touser === '@all') return { userids: world.rows.staff.all().map(({ id }) => id), unknown: [] }
  const named = split(touser)
  const parties = split(toparty)
    .map(Number)
    .filter((id) => world.rows.departments.get(String(id)) !== undefined)
  const userids = membersOf(world, named, parties).map(({ id }) => id)
  return { userids, unknown: named.filter((id) => world.rows.staff.get(id) === undefined) }
}

function showToStaff(world: World, userid: string, input: { msgtype: string; [part: string]: unknown }): void {
  const key = `app messages ${userid}`
  const now = world.clock.now()
  const recent = ((world.rows.settings.get(key)?.value as number[] | undefined) ?? []).filter((at) => now - at < 60_000)
  if (recent.length >= perMinute) {
    world.ledger.add('app.dropped', { userid })
    return
  }
  world.rows.settings.put({ id: key, value: [...recent, now] })
  const part = input[input.msgtype] as { content?: string; title?: string } | undefined
  world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `app:${userid}`,
    channel: 'app',
    peer: userid,
    from: 'peer',
    at: now,
    via: input.msgtype,
    text: part?.content ?? part?.title ?? '',
    data: { [input.msgtype]: part },
  })
  world.ledger.add('app.sent', { userid, msgtype: input.msgtype })
}

/** Bytes that the platform takes of each kind. */
const mediaMost: Readonly<Record<string, number>> = {
  ...{ image: 10_485_760, voice: 2_097_152, video: 10_485_760, file: 20_971_520 },
}

function upload(world: World, { type }: { type: string }, { request, raw }: Call) {
  const file = need(bodyOf(request.headers['content-type'] ?? '', raw), 41005, 'media data missing')
  if (file.bytes.length > (mediaMost[type] ?? mediaMost['file'] ?? 0)) throw new Refusal(45001, 'media file is too big')
  const id = world.dice.id('media', '3', 60)
  world.rows.media.put({
    id,
    type,
    name: file.name,
    contentType: file.contentType,
    bytes: file.bytes.toString('base64'),
    at: world.clock.now(),
  })
  world.ledger.add('media.uploaded', { media: id, type, name: file.name, size: file.bytes.length })
  return { type, media_id: id, created_at: String(world.clock.seconds()) }
}

/** The page ticket of an app: the same until it expires. */
export function ticket(world: World, name: string): { ticket: string; expires_in: number } {
  const seconds = world.settings.tokenSeconds
  const found = world.rows.codes.get(`ticket ${name}`)
  const now = world.clock.now()
  if (found !== undefined && found.at + seconds * 1000 > now)
    return { ticket: found.data['ticket'] ?? '', expires_in: Math.floor((found.at + seconds * 1000 - now) / 1000) }
  const value = world.dice.id(`ticket ${name}`, '', 86)
  world.rows.codes.put({
    id: `ticket ${name}`,
    kind: 'ticket',
    person: '',
    at: now,
    used: false,
    data: { ticket: value },
  })
  return { ticket: value, expires_in: seconds }
}

/** Who came with this code: a member, or an outsider by openid and external_userid. */
function whoIs(world: World, { code: given }: { code: string }) {
  const code = need(world.rows.codes.get(given), 40029)
  if (code.kind !== 'wecom oauth' || code.used || world.clock.now() - code.at > 300_000) throw new Refusal(40029)
  world.rows.codes.put({ ...code, used: true })
  const { userid, external_userid, openid, scope } = code.data
  if (userid === undefined) return { openid, ...(external_userid === undefined ? {} : { external_userid }) }
  if (scope !== 'snsapi_privateinfo') return { userid }
  const user_ticket = createHash('sha256').update(given).digest('base64url')
  world.rows.codes.put({
    id: user_ticket,
    kind: 'user ticket',
    person: userid,
    at: world.clock.now(),
    used: false,
    data: {},
  })
  return { userid, user_ticket, expires_in: 1800 }
}
