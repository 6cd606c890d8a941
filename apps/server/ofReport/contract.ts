import { z } from 'zod'
import { api, Id } from '#kit/api'
import * as of from '../../../modules/insight/core/analysis/schemas.ts'

/** The people behind one number of a report: its question, and which of its numbers. */
const Asked = z.discriminatedUnion('report', [
  z.strictObject({ report: z.literal('funnel'), question: of.FunnelQuestion, set: of.FunnelSet }),
  z.strictObject({ report: z.literal('retention'), question: of.RetentionQuestion, set: of.RetentionSet }),
  z.strictObject({ report: z.literal('lifecycle'), question: of.Activity, set: of.LifecycleSet }),
  z.strictObject({ report: z.literal('stickiness'), question: of.Activity, set: of.StickinessSet }),
  z.strictObject({ report: z.literal('path'), question: of.PathQuestion, set: of.PathSet }),
  z.strictObject({ report: z.literal('distribution'), question: of.DistributionQuestion, set: of.DistributionSet }),
  z.strictObject({ report: z.literal('trend'), question: of.TrendPeopleQuestion, set: of.TrendSet }),
])

export const ofReport = {
  keep: api
    .meta({ needs: 'people:write' })
    .route({
      method: 'POST',
      path: '/segments/of-report',
      tags: ['segments'],
      summary: 'Keep the people behind a number of a report as a segment; nobody comes or goes later',
      successStatus: 201,
    })
    .input(
      z.strictObject({ name: z.string().trim().min(1).max(100), note: z.string().max(500).default(''), of: Asked }),
    )
    .output(z.object({ id: Id, people: z.number().int() })),
}
