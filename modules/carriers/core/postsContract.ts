import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { pictureTypes, postChatStates, postKinds, postStates, postUnitStates } from './posts.ts'

const Count = z.number().int()
const Link = z.strictObject({
  title: z.string().trim().min(1).max(42),
  url: z.url({ protocol: /^https?$/ }).max(2048),
})
const Userid = z.string().min(1).max(64)

/** Who shows it, and to whom. */
const audience = {
  account: Id,
  kind: z.enum(postKinds).meta({ description: 'moments, or a message to chat groups' }),
  staff: z.array(Userid).max(500).optional().meta({ description: 'Only these members; absent = all who may' }),
  tags: z.array(z.string().max(64)).max(100).default([]).meta({ description: 'Corp tags; moments only; empty = all' }),
  chats: z.array(Id).max(2000).optional().meta({ description: 'Only these chat groups; absent = all of the members' }),
}

export const postSchema = z
  .strictObject({
    ...audience,
    name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
    text: z.string().max(1300).default(''),
    link: Link.optional(),
    pictures: z
      .array(Id)
      .max(9)
      .default([])
      .meta({ description: 'Of POST /post-pictures; beside a link of moments one is its cover' }),
    video: Id.optional().meta({ description: 'Of POST /post-videos, whole' }),
    startAt: Time.optional().meta({ description: 'Not before; absent = after 60 seconds' }),
  })
  .refine(({ text, link, pictures, video }) => text.trim() !== '' || link || video || pictures.length > 0, {
    message: 'text, link, video and pictures are all empty',
    path: ['text'],
  })
  .refine(({ kind, link, pictures }) => !link || pictures.length <= (kind === 'moments' ? 1 : 0), {
    message: 'either a link or pictures; in moments a link may have one for its cover',
    path: ['link'],
  })
  .refine(({ link, pictures, video }) => !video || (!link && pictures.length === 0), {
    message: 'a video goes alone',
    path: ['video'],
  })

const Post = z.object({
  id: Id,
  account: Id,
  kind: z.enum(postKinds),
  name: z.string(),
  text: z.string(),
  link: Link.nullable(),
  pictures: z.array(Id),
  video: Id.nullable(),
  state: z.enum(postStates),
  startAt: Time,
  madeAt: Time,
  madeBy: z.string(),
  endedAt: Time.nullable(),
  error: z.string().nullable(),
  members: z.object({ all: Count, sent: Count, waiting: Count, failed: Count }),
  chats: z.object({ all: Count, sent: Count, full: Count, lost: Count }),
  seen: Count.meta({
    description: 'Customers to whom members have shown it, as the platform counts; not who has read it',
  }),
  likes: Count,
  comments: Count,
})

const Part = z.base64().max(3_600_000).meta({ description: 'At most some 2.6 MB' })
const VideoState = z.object({
  id: Id,
  received: Count,
  whole: z.boolean().meta({ description: 'It is all here, an MP4 of 30 seconds at most' }),
})

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })

/** Moments, and messages to chat groups: made here, confirmed by members. */
export const posts = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/posts', tags, summary: 'Moments and messages to chat groups, newest first' })
    .input(z.object({ ...paging, kind: z.enum(postKinds).optional() }))
    .output(pageOf(Post)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/posts/{id}', tags, summary: 'One of them' })
    .input(byId)
    .output(Post),
  preview: api
    .meta(read)
    .route({ method: 'POST', path: '/posts/preview', tags, summary: 'Which members and how many customers or chats' })
    .input(z.strictObject(audience))
    .output(
      z.object({
        ...{ members: Count, customers: Count, chats: Count },
        full: Count.meta({ description: 'Chats that had all the messages WeCom lets through in this span' }),
      }),
    ),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/posts', tags, summary: 'Plan one', successStatus: 201 })
    .input(postSchema)
    .output(Post),
  addPicture: api
    .meta(write)
    .route({ method: 'POST', path: '/post-pictures', tags, summary: 'Keep a picture for one', successStatus: 201 })
    .input(
      z.strictObject({
        type: z.enum(pictureTypes),
        data: z.base64().max(3_600_000).meta({ description: 'At most some 2.6 MB' }),
      }),
    )
    .output(z.object({ id: Id })),
  addVideo: api
    .meta(write)
    .route({ method: 'POST', path: '/post-videos', tags, summary: 'Begin a video for one', successStatus: 201 })
    .input(z.strictObject({ size: Count.min(1).meta({ description: 'Bytes in all, 10 MB at most' }), data: Part }))
    .output(VideoState),
  growVideo: api
    .meta(write)
    .route({ method: 'PUT', path: '/post-videos/{id}', tags, summary: 'Send the next part of a video' })
    .input(byId.extend({ at: Count.min(0).meta({ description: 'Bytes before this part' }), data: Part }))
    .output(VideoState),
  stop: api
    .meta(write)
    .route({ method: 'POST', path: '/posts/{id}/stop', tags, summary: 'Call back what members have not confirmed' })
    .input(byId)
    .output(Post),
  remind: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/posts/{id}/remind',
      tags,
      summary: 'Remind members who have not confirmed, three times in 24 hours at most',
    })
    .input(byId)
    .output(z.object({ reminded: Count, tooOften: Count })),
  members: api
    .meta(read)
    .route({ method: 'GET', path: '/posts/{id}/staff', tags, summary: 'Member by member' })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ userid: z.string(), name: z.string(), state: z.enum(postUnitStates), sentAt: Time.nullable() },
            ...{ seen: Count, likes: Count, comments: Count, chats: Count, reached: Count, reminders: Count },
            error: z.string().nullable(),
          }),
        ),
      }),
    ),
  chats: api
    .meta(read)
    .route({ method: 'GET', path: '/posts/{id}/chats', tags, summary: 'Chat by chat' })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({ id: Id, name: z.string(), member: z.string(), state: z.enum(postChatStates), customers: Count }),
        ),
      }),
    ),
}
