import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { Skeleton, Tooltip } from 'antd'
import { change, count, exact, money, shortMoney } from '#base/format'
import { addDays, todayIn } from '#base/range'
import { insight } from '#contracts/insight'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Sparkline } from '#ui/sparkline'
import { Load } from '#ui/states'
import { useZone } from '#ui/zone'
import { words } from './words.tsx'

const { query, client } = apiOf(insight)

type Daily = Awaited<ReturnType<typeof client.daily>>
type Name = 'live' | 'entered' | 'lost' | 'orders' | 'gmv' | 'month'

interface Figure {
  name: Name
  now: number
  before: number
  against: 'day' | 'today' | 'month'
  values: number[]
  target: LinkProps
}

/** The numbers of the reply, each with what it is compared with and where its detail is. */
function figuresOf({ days, month }: Daily, zone: string): Figure[] {
  const full = days.slice(0, -1)
  const [yesterday, before] = [full.at(-1), full.at(-2)]
  const today = days.at(-1)
  if (!today || !yesterday || !before) return []
  const dateOf = (at: string) => todayIn(zone, Date.parse(at))
  const day = { from: dateOf(yesterday.start), to: dateOf(today.start) }
  const flow = (name: 'entered' | 'lost' | 'orders' | 'gmv', target: LinkProps): Figure => ({
    ...{ name, now: yesterday[name], before: before[name], against: 'day', target },
    values: full.map((one) => one[name]),
  })
  let sum = 0
  const inMonth = days.filter(({ start }) => Date.parse(start) >= Date.parse(month.from))
  const running = inMonth.map(({ gmv }) => {
    sum += gmv
    return sum
  })
  return [
    {
      ...{ name: 'live', now: today.live, before: yesterday.live, against: 'today' },
      ...{ values: days.map(({ live }) => live), target: { to: '/people', search: { entered: 'true' } } },
    },
    flow('entered', { to: '/', search: day }),
    flow('lost', { to: '/', search: day }),
    flow('orders', { to: '/orders', search: day }),
    flow('gmv', { to: '/', search: day }),
    {
      ...{ name: 'month', now: month.gmv, before: month.before.gmv, against: 'month', values: running },
      target: { to: '/', search: { from: dateOf(month.from), to: addDays(dateOf(today.start), 1) } },
    },
  ]
}

/** Six numbers to begin the day with; each opens its detail. */
export function Numbers() {
  const t = useText(words)
  const zone = useZone()
  const daily = useQuery(query.daily.queryOptions({ input: { days: 31 } }))
  if (daily.isPending) return <Shape />
  return (
    <Load of={daily}>
      {(data) => (
        <section className="figures" aria-label={t.numbers}>
          {figuresOf(data, zone).map((figure) => (
            <Card key={figure.name} figure={figure} />
          ))}
        </section>
      )}
    </Load>
  )
}

function Shape() {
  return (
    <section className="figures" aria-hidden>
      {['live', 'entered', 'lost', 'orders', 'gmv', 'month'].map((name) => (
        <div key={name} className="card">
          <Skeleton active title={false} paragraph={{ rows: 4 }} />
        </div>
      ))}
    </section>
  )
}

function Card({ figure: { name, now, before, against, values, target } }: { figure: Figure }) {
  const t = useText(words)
  const { language } = usePreferences()
  const isMoney = name === 'gmv' || name === 'month'
  const short = (value: number) => (isMoney ? shortMoney(value, language) : count(value, language))
  const whole = (value: number) => (isMoney ? money(value, language) : exact(value, language))
  const step = now - before
  const difference = step === 0 ? t.same : `${step > 0 ? '▲' : '▼'} ${short(Math.abs(step))} · ${change(now, before)}`
  const label = t.line(t.name[name], whole(Math.min(...values)), whole(Math.max(...values)))
  return (
    <Tooltip title={t.definition[name]} placement="bottom">
      <Link {...target} className="card figure">
        <span className="muted">{t.name[name]}</span>
        <span className="value" title={whole(now)}>
          {short(now)}
        </span>
        <span className="small muted num" title={whole(before)}>
          {t.against[against](difference)}
        </span>
        <Sparkline values={values} label={label} />
      </Link>
    </Tooltip>
  )
}
