import { z } from 'zod'
import { api, Time } from '#kit/api'

const Words = z.object({ zh: z.string(), en: z.string() })

export const demoStates = ['none', 'loading', 'loaded', 'removing'] as const

const Demo = z.object({
  state: z.enum(demoStates),
  progress: z.number().min(0).max(1),
  step: Words.meta({ description: 'What is being done now; empty when nothing is' }),
  error: Words.nullable().meta({ description: 'Why loading or removing stopped; ask again to go on' }),
  available: z.boolean().meta({ description: 'False where the stores are servers of the company: no demo there' }),
  people: z.number().int(),
  causes: z
    .array(Words.extend({ key: z.string(), from: Time, to: Time }))
    .meta({ description: 'What is planted in the story, with its days `[from, to)`' }),
})

const tags = ['system']

/** The demo of 明眸: loaded and removed as a job, through the same doors as any data. */
export const demo = {
  get: api
    .meta({ needs: 'system:read' })
    .route({ method: 'GET', path: '/demo', tags, summary: 'The demo: whether it is there, and how far it is' })
    .output(Demo),
  load: api
    .meta({ needs: 'system:write' })
    .route({ method: 'POST', path: '/demo', tags, summary: 'Load the demo as a job', successStatus: 202 })
    .input(
      z
        .object({
          people: z.number().int().min(50).max(5000).default(3000).meta({ description: 'Size of the story' }),
        })
        .prefault({}),
    )
    .output(Demo),
  remove: api
    .meta({ needs: 'system:write' })
    .route({
      method: 'DELETE',
      path: '/demo',
      tags,
      summary: 'Remove the demo as a job; other data stay as they are',
      successStatus: 202,
    })
    .output(Demo),
}
