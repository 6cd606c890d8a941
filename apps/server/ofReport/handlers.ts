import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { type ReportSet, reportPeople } from '../../../modules/insight/server/index.ts'
import { createList } from '../../../modules/segments/server/index.ts'
import { ofReport } from './contract.ts'

/** Between two houses: insight knows who stands behind a number, segments keeps them. */
export function ofReportHandlers(
  segments: Parameters<typeof createList>[0],
  insight: Parameters<typeof reportPeople>[0],
) {
  const os = implement(ofReport).$context<RequestContext>()
  return os.router({
    keep: os.keep.handler(async ({ input: { name, note, of }, context }) => {
      const persons: string[] = []
      for await (const block of reportPeople(insight, of as ReportSet)) for (const one of block) persons.push(one)
      const { id } = await createList(segments, { name, note, persons }, nameOf(context.actor))
      return { id, people: persons.length }
    }),
  })
}
