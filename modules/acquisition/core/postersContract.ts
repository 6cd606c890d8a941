import { z } from 'zod'
import { api, type Problem } from '#kit/api'
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

/** Posters of whatever has an address to be spread. */
export const posters = {
  draw: api
    .meta(read)
    .route({ method: 'POST', path: '/posters', tags, summary: 'Draw a poster with the code of an address' })
    .input(z.strictObject({ ...designFields, address: Address }))
    .output(
      z.object({
        picture: z.string().meta({ description: 'PNG as a data address, in the pixels of its place' }),
        width: z.number().int(),
        height: z.number().int(),
        code: z.number().int().meta({ description: 'Side of the code with its quiet zone, in pixels' }),
      }),
    ),
  read: api
    .meta(read)
    .route({
      ...{ method: 'POST', path: '/posters/code', tags },
      summary: 'What the picture of a code at a platform says, so that it can be drawn at any size',
    })
    .input(z.strictObject({ picture: z.url().max(2000) }))
    .output(z.object({ address: z.string() })),
}

export type PosterRefusal = 'unreadable-code' | 'unreadable-picture' | 'no-answer'

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
  'no-answer': {
    status: 502,
    title: { zh: '没能从平台取到这个码的图片', en: 'The platform did not give the picture of this code' },
  },
}
