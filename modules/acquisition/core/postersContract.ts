import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { posterSizeNames, posterTemplates } from './posters/poster.ts'

const tags = ['acquisition']
const read = { needs: 'people:read', scope: 'free' as const }

/** A picture as it is uploaded: at most 1.5 MB. */
const Picture = z
  .string()
  .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/)
  .max(2_100_000)

const Address = z.string().trim().min(1).max(1000)

const designFields = {
  size: z.enum(posterSizeNames),
  template: z.enum(posterTemplates),
  ground: z.string().regex(/^#[0-9a-f]{6}$/i),
  picture: Picture.nullable().default(null),
  title: z.string().trim().min(1).max(60),
  text: z.string().trim().max(120).default(''),
  brand: z.string().trim().max(30).default(''),
  hint: z.string().trim().max(20).default(''),
}

const Design = z.strictObject(designFields)
const About = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .meta({ description: 'What it is for, as its files are called: the code of a link, hook-12, partner-3 …' })
const byId = z.object({ id: Id })
const write = { needs: 'people:write', scope: 'free' as const }
const changed = { changedBy: z.string(), changedAt: Time }
const Saved = z.object({ id: Id, about: About, address: Address, design: Design, ...changed })

const Drawn = z.object({
  picture: z.string().meta({ description: 'PNG as a data address, in the pixels of its place' }),
  width: z.number().int(),
  height: z.number().int(),
  code: z.number().int().meta({ description: 'Side of the code with its quiet zone, in pixels' }),
})

/** Posters of whatever has an address to be spread. */
export const posters = {
  draw: api
    .meta(read)
    .route({ method: 'POST', path: '/posters', tags, summary: 'Draw a poster with the code of an address' })
    .input(z.strictObject({ ...designFields, address: Address }))
    .output(Drawn),
  read: api
    .meta(read)
    .route({
      ...{ method: 'POST', path: '/posters/code', tags },
      summary: 'What the picture of a code at a platform says, so that it can be drawn at any size',
    })
    .input(z.strictObject({ picture: z.url().max(2000) }))
    .output(z.object({ address: z.string() })),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/saved-posters', tags, summary: 'Posters that were saved, the latest first' })
    .input(z.object({ ...paging, about: About.optional() }))
    .output(
      pageOf(
        z.object({
          ...{ id: Id, about: About, address: Address, title: z.string(), hasPicture: z.boolean() },
          ...{ size: designFields.size, template: designFields.template, ...changed },
        }),
      ),
    ),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/saved-posters/{id}', tags, summary: 'A saved poster with its picture' })
    .input(byId)
    .output(Saved),
  save: api
    .meta(write)
    .route({ method: 'POST', path: '/saved-posters', tags, summary: 'Save a poster', successStatus: 201 })
    .input(z.strictObject({ about: About, address: Address, design: Design }))
    .output(Saved),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/saved-posters/{id}', tags, summary: 'Change a saved poster' })
    .input(byId.extend({ address: Address, design: Design }))
    .output(Saved),
  remove: api
    .meta(write)
    .route({ method: 'DELETE', path: '/saved-posters/{id}', tags, summary: 'Delete a saved poster' })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  drawSaved: api
    .meta(read)
    .route({ method: 'POST', path: '/saved-posters/{id}/draw', tags, summary: 'Draw a saved poster again' })
    .input(byId)
    .output(Drawn),
}

export type PosterRefusal =
  | 'unreadable-code'
  | 'unreadable-picture'
  | 'no-answer'
  | 'no-such-poster'
  | 'too-many-posters'

export const posterProblems: Record<PosterRefusal, Problem> = {
  'unreadable-code': {
    status: 422,
    title: {
      zh: '地址太长，码在这张海报上读不出；请先做成短链',
      en: 'The address is too long for the code of this poster: make a short link of it',
    },
  },
  'unreadable-picture': {
    status: 422,
    title: { zh: '这张图片打不开', en: 'The picture cannot be opened' },
  },
  'no-such-poster': { status: 404, title: { zh: '没有这张海报', en: 'No such poster' } },
  'too-many-posters': {
    status: 409,
    title: { zh: '一个对象最多存 50 张海报，请先删掉不用的', en: 'At most 50 posters of one thing: delete some first' },
  },
  'no-answer': {
    status: 502,
    title: { zh: '没能从平台取到这个码的图片', en: 'The platform did not give the picture of this code' },
  },
}
