import { useQuery } from '@tanstack/react-query'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Fen, noteOf, StatementTag } from './parts.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { StatementActs } from './statementActs.tsx'
import { partnerWords } from './words.tsx'

/** The statements of one partner. */
export function OwnStatements({ partner }: { partner: string }) {
  const t = useText(partnerWords)
  const list = useQuery(payoutsApi.query.statements.queryOptions({ input: { partner, limit: 50 } }))
  return (
    <section className="card stack" aria-label={t.statements}>
      <h2>{t.statements}</h2>
      <Load of={list} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{t.noStatements}</p>
          ) : (
            items.map((one) => (
              <div key={one.id} className="list-card">
                <span className="row">
                  <strong>{one.month}</strong> <Fen of={one.amount} /> <StatementTag of={one} />
                  <StatementActs of={one} />
                </span>
                <span className="small muted">
                  {t.clawedBack} <Fen of={one.clawedBack} /> · {t.number} <code>{one.number}</code>
                  {one.note !== '' && ` · ${noteOf(one, t.unsent)}`}
                </span>
              </div>
            ))
          )
        }
      </Load>
    </section>
  )
}
