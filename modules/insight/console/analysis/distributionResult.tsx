import { useQuery } from '@tanstack/react-query'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useLook } from '#ui/theme'
import { analysis } from '../../core/analysisContract.ts'
import { Columns } from './columns.tsx'
import { useEventName } from './fields.tsx'
import { Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(analysis)
type Bucket = Awaited<ReturnType<typeof client.distribution>>['buckets'][number]

/** How many people have how much: a bar for each bucket. */
export function DistributionResult({ question, range, open }: ResultProps<'distribution'>) {
  const t = useText(words)
  const { language } = usePreferences()
  const look = useLook()
  const name = useEventName()
  const isReady = question.measure === 'events' || question.measure === 'days' || question.property !== undefined
  const options = query.distribution.queryOptions({
    input: { ...question, range, ticket },
    placeholderData: (old) => old,
    enabled: isReady,
  })
  const of = useQuery(options)
  const label = ({ from, to }: Bucket) => {
    const number = (value: number) => exact(value, language, 2)
    if (from === null) return t.below(number(to ?? 0))
    if (to === null) return t.over(number(from))
    const isOne = to - from === 1 && Number.isInteger(from)
    return isOne && (question.measure === 'events' || question.measure === 'days')
      ? number(from)
      : `${number(from)}–${number(to)}`
  }
  const people = (bucket: Bucket) => {
    const asked = { ...question, range, set: { from: bucket.from, to: bucket.to } }
    const title = `${name(question.event)} ${t.measures[question.measure]} ${label(bucket)}`
    return {
      value: bucket.people,
      open: () =>
        open({
          title,
          people: bucket.people,
          key: { distribution: asked },
          load: (page) => client.distributionPeople({ ...asked, ...page }),
        }),
    }
  }
  return (
    <Report
      name={t.modes.distribution}
      of={of}
      queryKey={options.queryKey}
      isEmpty={(data) => data.people === 0}
      sheet={(data) => ({
        columns: [t.bucket, t.people, `${t.share} %`],
        rows: data.buckets.map((bucket) => [
          label(bucket),
          people(bucket),
          Number(((bucket.people / data.people) * 100).toFixed(2)),
        ]),
      })}
    >
      {(data) => (
        <>
          <p className="small muted num">
            {t.summary(exact(data.people, language), exact(data.average, language, 2), exact(data.median, language, 2))}
          </p>
          <Columns
            title={t.modes.distribution}
            of={data.buckets.map((bucket) => ({
              label: label(bucket),
              parts: [{ ...people(bucket), name: t.people, color: look.brand }],
            }))}
          />
        </>
      )}
    </Report>
  )
}
