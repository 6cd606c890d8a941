import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Content, MomentPort, Picture, Reactions } from '../../../server/moments/ports.ts'
import { wecomTrouble } from '../answers.ts'
import { wecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import { type WecomCall, type WecomDeps, wecomClient } from './client.ts'
import { all } from './masses.ts'

const Made = z.looseObject({ jobid: z.string().min(1) })
const Job = z.looseObject({
  status: z.number().int(),
  result: z
    .looseObject({
      errcode: z.number().int().default(0),
      errmsg: z.string().default(''),
      moment_id: z.string().optional(),
    })
    .optional(),
})
const Moments = z.looseObject({
  moment_list: z
    .array(
      z.looseObject({
        moment_id: z.string(),
        create_time: z.union([z.number(), z.string().transform(Number)]),
        text: z.looseObject({ content: z.string().default('') }).optional(),
      }),
    )
    .default([]),
  next_cursor: z.string().optional(),
})
const Tasks = z.looseObject({
  task_list: z.array(z.looseObject({ userid: z.string(), publish_status: z.number().int() })).default([]),
  next_cursor: z.string().optional(),
})
const Customers = z.looseObject({
  customer_list: z.array(z.looseObject({ external_userid: z.string() })).default([]),
  next_cursor: z.string().optional(),
})
const Comments = z.looseObject({
  comment_list: z.array(z.looseObject({})).default([]),
  like_list: z.array(z.looseObject({})).default([]),
})
const Uploaded = z.looseObject({ media_id: z.string().min(1) })

/** 客户朋友圈 (pages 95094, 93333): a task is made here, each member publishes it, and only then do their customers see it. */
export function wecomMoments(deps: WecomDeps): MomentPort {
  const settingsOf = (account: Account) => wecomSettings.parse(account.settings)
  const callOf = (account: Account) => wecomClient(deps, { ...account, settings: settingsOf(account) })
  return {
    ask: (account, content, to) => askFor(callOf(account), content, to),
    async moment(account, jobid) {
      const path = 'externalcontact/get_moment_task_result'
      const got = await callOf(account)({ path, query: { jobid }, answer: Job, repeatable: true })
      if (!got.ok) return got
      const { errcode = 0, errmsg = '', moment_id: moment } = got.value.result ?? {}
      return errcode === 0 ? ok(moment ?? null) : no(wecomTrouble(errcode, errmsg))
    },
    find: (account, content, askedAt) => findMoment(callOf(account), content, askedAt),
    states: (account, moment_id) =>
      all(callOf(account), {
        ...{ path: 'externalcontact/get_moment_task', body: { moment_id, limit: 1000 }, answer: Tasks },
        rows: ({ task_list }) =>
          task_list.map(({ userid, publish_status: status }) => ({ userid, isSent: status === 1, sentAt: null })),
      }),
    reactions: (account, moment, userid) => reactionsTo(callOf(account), moment, userid),
    remind: (account, userids, name) => remind(callOf(account), settingsOf(account).agentid, userids, name),
    async cancel(account, moment_id) {
      const path = 'externalcontact/cancel_moment_task'
      const got = await callOf(account)({ path, body: { moment_id }, answer: Nothing, repeatable: true })
      return got.ok ? ok() : got
    },
  }
}

async function askFor(
  call: WecomCall,
  content: Content,
  { staff, tags }: { staff: readonly string[]; tags: readonly string[] },
): Promise<Result<string, Trouble>> {
  const parts = await partsOf(call, content)
  if (!parts.ok) return parts
  const range = {
    sender_list: { user_list: [...staff] },
    ...(tags.length > 0 ? { external_contact_list: { tag_list: [...tags] } } : {}),
  }
  const text = content.text.trim() === '' ? {} : { text: { content: content.text } }
  const body = { ...text, attachments: parts.value, visible_range: range }
  const got = await call({ path: 'externalcontact/add_moment_task', body, answer: Made, timeoutMs: 30 * second })
  return got.ok ? ok(got.value.jobid) : got
}

/** For moments the platform has no reminder of its own: the app writes to the members. */
async function remind(call: WecomCall, agentid: string, userids: readonly string[], name: string) {
  const content = `朋友圈任务「${name}」还没有发表，请到「客户朋友圈」里确认`
  const body = { touser: userids.join('|'), msgtype: 'text', agentid: Number(agentid), text: { content } }
  const got = await call({ path: 'message/send', body, answer: Nothing })
  return got.ok ? ok() : got
}

/** Pictures and a video go up as the task is asked for: the numbers that it names them by live for three days. */
async function partsOf(call: WecomCall, { link, pictures, video }: Content): Promise<Result<object[], Trouble>> {
  const media: string[] = []
  const media_type = video ? 'video' : 'image'
  for (const one of video ? [video] : pictures) {
    const got = await uploadPicture(call, one, 'media/upload_attachment', { media_type, attachment_type: '1' })
    if (!got.ok) return got
    media.push(got.value)
  }
  if (link) return ok([{ msgtype: 'link', link: { ...link, ...(media[0] ? { media_id: media[0] } : {}) } }])
  return ok(media.map((media_id) => ({ msgtype: media_type, [media_type]: { media_id } })))
}

/** The number of a picture at the platform. */
export async function uploadPicture(
  call: WecomCall,
  { type, bytes }: Picture,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Result<string, Trouble>> {
  const body = new FormData()
  const name = { 'image/png': 'picture.png', 'image/jpeg': 'picture.jpg', 'video/mp4': 'video.mp4' }[type]
  body.set('media', new Blob([new Uint8Array(bytes)], { type }), name)
  const got = await call({ path, query, body, answer: Uploaded, repeatable: true, timeoutMs: 30 * second })
  return got.ok ? ok(got.value.media_id) : got
}

async function findMoment(
  call: WecomCall,
  { text }: Content,
  askedAt: number,
): Promise<Result<string | null, Trouble>> {
  const at = Math.floor(askedAt / second)
  const listed = await all(call, {
    path: 'externalcontact/get_moment_list',
    body: { start_time: at - 60, end_time: at + 3600, filter_type: 0, limit: 20 },
    answer: Moments,
    rows: ({ moment_list }) => moment_list.filter((one) => (one.text?.content ?? '') === text),
  })
  return listed.ok ? ok(listed.value[0]?.moment_id ?? null) : listed
}

async function reactionsTo(call: WecomCall, moment_id: string, userid: string): Promise<Result<Reactions, Trouble>> {
  const seen = await all(call, {
    path: 'externalcontact/get_moment_send_result',
    body: { moment_id, userid, limit: 1000 },
    answer: Customers,
    rows: ({ customer_list }) => customer_list,
  })
  if (!seen.ok) return seen
  const path = 'externalcontact/get_moment_comments'
  const got = await call({ path, body: { moment_id, userid }, answer: Comments, repeatable: true })
  if (!got.ok) return got
  return ok({ seen: seen.value.length, likes: got.value.like_list.length, comments: got.value.comment_list.length })
}
