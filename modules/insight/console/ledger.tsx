import { Link } from '@tanstack/react-router'
import { exact, money } from '#base/format'
import { todayIn } from '#base/range'
import { usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import type { GmvReply } from '../contract.ts'
import { words } from './words.tsx'

const lines = ['zeroYuan', 'refunded', 'excluded', 'outOfScope', 'noPerson', 'unlinked'] as const
/** Lines whose orders the order list can show by their state. */
const states = ['zeroYuan', 'refunded', 'noPerson', 'unlinked']

/** Every order of the ledger stands on one line, so the sum is the ledger, to the fen. */
export function Ledger({ data }: { data: GmvReply }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  const range = { from: todayIn(zone, Date.parse(data.from)), to: todayIn(zone, Date.parse(data.to)) }
  const name = (line: (typeof lines)[number]) =>
    states.includes(line) ? (
      <Link to="/orders" search={{ ...range, state: line }}>
        {t.lines[line]}
      </Link>
    ) : (
      t.lines[line]
    )
  return (
    <section className="card">
      <h2>{t.ledger}</h2>
      <table className="lines">
        <thead>
          <tr className="muted">
            <th scope="col">{t.line}</th>
            <th scope="col">{t.orders}</th>
            <th scope="col">{t.amount}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <Link to="/orders" search={{ ...range, state: 'counted' }}>
                {t.lines.counted}
              </Link>
            </th>
            <td>{exact(data.orders, language)}</td>
            <td>{money(data.gmv, language)}</td>
          </tr>
          {lines.map((line) => (
            <tr key={line}>
              <th scope="row">{name(line)}</th>
              <td>{exact(data.excluded[line].orders, language)}</td>
              <td>{money(data.excluded[line].amount, language)}</td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">{t.lines.sum}</th>
            <td>{exact(data.ledger.orders, language)}</td>
            <td>{money(data.ledger.amount, language)}</td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}
