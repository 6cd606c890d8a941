import { z } from 'zod'
import { api, Id, type Problem } from '#kit/api'

export const savedModes = ['trend', 'funnel', 'retention', 'path', 'distribution', 'lifecycle', 'stickiness'] as const

const Name = z.string().trim().min(1).max(100)
const date = z.iso.date()
const Range = z
  .union([z.strictObject({ last: z.number().int().min(1).max(3660) }), z.strictObject({ from: date, to: date })])
  .meta({ description: 'The last days up to the day it is opened, or both ends' })
const Question = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 20_000, 'too long')
  .meta({ description: 'As the report is asked, without its range' })

const Report = z.object({
  id: Id,
  name: z.string(),
  mode: z.enum(savedModes),
  question: Question,
  range: Range,
  shared: z.boolean(),
  mine: z.boolean(),
})
const Dashboard = z.object({
  id: Id,
  name: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  reports: z.array(Id).meta({ description: 'In the order they are shown' }),
})

const tags = ['insight']
const read = { needs: 'insight:read' }
const Done = z.object({ done: z.literal(true) })
const Reports = z.array(Id).max(24)

/** Questions of the workbench that somebody keeps, and dashboards of them. */
export const saved = {
  listReports: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/reports',
      tags,
      summary: 'Saved reports: own, shared, and those on a shared dashboard',
    })
    .output(z.object({ items: z.array(Report) })),
  saveReport: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/reports', tags, summary: 'Save a question under a name' })
    .input(
      z.strictObject({
        name: Name,
        mode: z.enum(savedModes),
        question: Question,
        range: Range,
        shared: z.boolean().default(false),
      }),
    )
    .output(Report),
  changeReport: api
    .meta(read)
    .route({ method: 'PATCH', path: '/insight/reports/{id}', tags, summary: 'Rename a saved report, or share it' })
    .input(z.strictObject({ id: Id, name: Name.optional(), shared: z.boolean().optional() }))
    .output(Report),
  deleteReport: api
    .meta(read)
    .route({
      method: 'DELETE',
      path: '/insight/reports/{id}',
      tags,
      summary: 'Delete a saved report; it leaves every dashboard',
    })
    .input(z.strictObject({ id: Id }))
    .output(Done),
  listDashboards: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/dashboards', tags, summary: 'Dashboards: own and shared ones' })
    .output(z.object({ items: z.array(Dashboard) })),
  addDashboard: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/dashboards', tags, summary: 'Make a dashboard of saved reports' })
    .input(z.strictObject({ name: Name, shared: z.boolean().default(false), reports: Reports.default([]) }))
    .output(Dashboard),
  changeDashboard: api
    .meta(read)
    .route({
      method: 'PATCH',
      path: '/insight/dashboards/{id}',
      tags,
      summary: 'Rename or share a dashboard, or change its reports',
    })
    .input(
      z.strictObject({ id: Id, name: Name.optional(), shared: z.boolean().optional(), reports: Reports.optional() }),
    )
    .output(Dashboard),
  deleteDashboard: api
    .meta(read)
    .route({
      method: 'DELETE',
      path: '/insight/dashboards/{id}',
      tags,
      summary: 'Delete a dashboard; its reports stay',
    })
    .input(z.strictObject({ id: Id }))
    .output(Done),
}

export type SavedReport = z.output<typeof Report>
export type SavedDashboard = z.output<typeof Dashboard>
export type SavedRefusal = 'no-such-report' | 'no-such-dashboard'

/** Every refusal with its status and texts. */
export const savedProblems = {
  'no-such-report': {
    status: 404,
    title: { zh: '没有这个分析，或者不是你的', en: 'There is no such report, or it is not yours' },
  },
  'no-such-dashboard': {
    status: 404,
    title: { zh: '没有这个概览，或者不是你的', en: 'There is no such dashboard, or it is not yours' },
  },
} as const satisfies Record<SavedRefusal, Problem>
