import { apiOf } from '#ui/api'
import { KeepPeople as Keep } from '#ui/keepPeople'
import { ofReport } from '../server/ofReport/contract.ts'

const { client } = apiOf({ ofReport })
type Of = Parameters<typeof client.ofReport.keep>[0]['of']

/** Keeps the people behind a number of a report. `of` as the report was asked, by its name. */
export const KeepPeople = ({ of, title }: { of: object; title: string }) => (
  <Keep title={title} keep={(name) => client.ofReport.keep({ name, of: askedOf(of) })} />
)

/** `{ funnel: { …question, set } }` as the API takes it. */
function askedOf(of: object): Of {
  const [report, { set, ...question }] = Object.entries(of)[0] as [string, { set: unknown }]
  return { report, question, set } as Of
}
