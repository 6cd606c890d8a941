import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { sendsApi } from './api.tsx'
import { sendWords } from './sendWords.tsx'

type Found = Awaited<ReturnType<typeof sendsApi.client.preview>>

/** Who would get it, by member; who would not, by reason; what is left to them afterwards. */
export function Preview({ of }: { of: Found }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <section className="card stack" role="status" aria-label={t.look}>
      <h2>{t.will(n(of.allowed))}</h2>
      {!of.isWhole && <p className="small muted">{t.partly(n(of.people))}</p>}
      {of.byStaff.length > 0 && (
        <Counts title={t.byStaff} rows={of.byStaff.map(({ userid, name, people }) => [userid, name, n(people)])} />
      )}
      {of.left.length > 0 && (
        <Counts title={t.left} rows={of.left.map(({ left, people }) => [String(left), t.leftOf(n(left)), n(people)])} />
      )}
      <h2>{t.willNot(n(of.people - of.allowed))}</h2>
      <Counts
        rows={[
          ...(of.nobody > 0 ? [['nobody', t.nobody, n(of.nobody)] as const] : []),
          ...of.reasons.map(({ reason, people }) => [reason, t.reasons[reason], n(people)] as const),
        ]}
      />
    </section>
  )
}

function Counts({ title, rows }: { title?: string; rows: readonly (readonly [string, string, string])[] }) {
  const t = useText(sendWords)
  if (rows.length === 0) return null
  return (
    <div>
      {title && <h3>{title}</h3>}
      <ul className="counts">
        {rows.map(([key, name, count]) => (
          <li key={key}>
            <span>{name}</span>
            <span className="num">
              {count} {t.people}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
