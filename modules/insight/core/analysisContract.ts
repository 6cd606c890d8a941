import { z } from 'zod'
import { api, Id, pageOf, paging } from '#kit/api'
import * as of from './analysis/schemas.ts'

const Count = z.number().int()
const tags = ['insight']
const read = { needs: 'insight:read' }
const report = (path: string, summary: string) =>
  api.meta(read).route({ method: 'POST', path: `/insight/${path}`, tags, summary })
const people = (path: string) =>
  report(`${path}/people`, `The people behind a number of ${path}, the newest number first`)
const page = { ...paging, cursor: Id.optional() }

/** The analysis workbench: a report and the people behind each of its numbers. */
export const analysis = {
  funnel: report('funnel', 'People who came from step to step within a window')
    .input(of.FunnelQuestion)
    .output(of.Funnel),
  funnelPeople: people('funnel')
    .input(of.FunnelQuestion.extend({ set: of.FunnelSet, ...page }))
    .output(pageOf(of.Person)),
  retention: report('retention', 'Of the people of each unit, how many were seen again')
    .input(of.RetentionQuestion)
    .output(of.Retention),
  retentionPeople: people('retention')
    .input(of.RetentionQuestion.extend({ set: of.RetentionSet, ...page }))
    .output(pageOf(of.Person)),
  lifecycle: report('lifecycle', 'New, returning, resurrecting and dormant people of each unit')
    .input(of.Activity)
    .output(of.Lifecycle),
  lifecyclePeople: people('lifecycle')
    .input(of.Activity.extend({ set: of.LifecycleSet, ...page }))
    .output(pageOf(of.Person)),
  stickiness: report('stickiness', 'In how many units of the range people were active')
    .input(of.Activity)
    .output(of.Stickiness),
  stickinessPeople: people('stickiness')
    .input(of.Activity.extend({ set: of.StickinessSet, ...page }))
    .output(pageOf(of.Person)),
  path: report('path', 'From which event to which, step by step of a session').input(of.PathQuestion).output(of.Path),
  pathPeople: people('path')
    .input(of.PathQuestion.extend({ set: of.PathSet, ...page }))
    .output(pageOf(of.Person)),
  distribution: report('distribution', 'How many people have how much')
    .input(of.DistributionQuestion)
    .output(of.Distribution),
  distributionPeople: people('distribution')
    .input(of.DistributionQuestion.extend({ set: of.DistributionSet, ...page }))
    .output(pageOf(of.Person)),
  trendPeople: people('trend')
    .input(of.TrendPeopleQuestion.extend({ set: of.TrendSet, ...page }))
    .output(pageOf(of.Person)),
  events: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/events',
      tags,
      summary: 'Names of what happened in the last 90 days, the most frequent first',
    })
    .output(z.object({ items: z.array(z.object({ event: z.string(), events: Count })) })),
  properties: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/events/{event}/properties',
      tags,
      summary: 'Names of the properties seen of an event',
    })
    .input(z.strictObject({ event: z.string().min(1).max(200) }))
    .output(z.object({ items: z.array(z.string()) })),
  queue: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/queue', tags, summary: 'How many reports run and wait' })
    .input(z.strictObject({ ticket: z.string().max(64).optional() }))
    .output(
      z.object({
        running: Count,
        waiting: Count,
        ahead: Count.nullable().meta({ description: 'Before the question with this ticket; null = it does not wait' }),
      }),
    ),
}
