import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Table } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { addDays, type DayRange, daysIn } from '#base/range'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Load } from '#ui/states'
import { useLook } from '#ui/theme'
import { reportApi, type Wanted } from './api.tsx'
import { ChannelSelect } from './parts.tsx'
import { channelWords } from './words.tsx'

const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

type Unit = 'day' | 'week' | 'month'
const units = ['day', 'week', 'month'] as const
/** As many days as each unit can be asked for, and the least that makes a line. */
const fits = (unit: Unit, days: number) =>
  days <= { day: 366, week: 1098, month: 3660 }[unit] && days > { day: 0, week: 7, month: 31 }[unit]

type Cohorts = Awaited<ReturnType<typeof reportApi.client.cohorts>>['items']

/** The same numbers by time of entry, of all channels or of one. */
export function Cohorts({ range, open }: { range: DayRange; open(of: Wanted): void }) {
  const t = useText(channelWords)
  const [wish, setUnit] = useState<Unit>('week')
  const [channel, setChannel] = useState<string | undefined>(undefined)
  const possible = units.filter((unit) => fits(unit, daysIn(range)))
  const unit = possible.includes(wish) ? wish : (possible[0] ?? 'month')
  const isTooLong = possible.length === 0
  const cohorts = useQuery({
    ...reportApi.query.cohorts.queryOptions({ input: { ...range, unit, ...(channel ? { channel } : {}) } }),
    ...{ placeholderData: keepPreviousData, enabled: !isTooLong },
  })
  if (isTooLong) return null
  return (
    <>
      <div className="row">
        <h2 style={{ margin: 0 }}>{t.cohorts}</h2>
        <span className="grow" />
        <div style={{ minWidth: 220 }}>
          <ChannelSelect
            label={t.channel}
            placeholder={t.all}
            clear
            onChange={setChannel}
            {...(channel ? { value: channel } : {})}
          />
        </div>
        <Segmented<Unit>
          aria-label={t.cohorts}
          value={unit}
          onChange={setUnit}
          options={possible.map((value) => ({ value, label: t.units[value] }))}
        />
      </div>
      <Load of={cohorts} rows={6}>
        {({ items }) => (
          <>
            {items.length > 1 && <Figure items={items} />}
            <section className="card">
              <CohortTable items={items} open={(of) => open({ ...of, ...(channel ? { channel } : {}) })} />
            </section>
          </>
        )}
      </Load>
    </>
  )
}

function Figure({ items }: { items: Cohorts }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const { factors, brand } = useLook()
  return (
    <Suspense fallback={<section className="card" style={{ height: 330 }} />}>
      <LineFigure
        title={`${t.people} · ${t.net}`}
        labels={items.map(({ from }) => from)}
        lines={[
          { name: t.people, color: factors.traffic, values: items.map(({ people }) => people) },
          { name: t.net, color: brand, values: items.map(({ net }) => net) },
        ]}
        show={(value) => exact(value, language)}
      />
    </Suspense>
  )
}

const daysText = ({ from, to }: Pick<Cohorts[number], 'from' | 'to'>) =>
  addDays(to, -1) === from ? from : `${from} – ${addDays(to, -1)}`

function CohortTable({ items, open }: { items: Cohorts; open(of: Wanted): void }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const n = (name: 'people' | 'left' | 'net' | 'buyers') => ({
    title: t[name],
    align: 'right' as const,
    render: (_: unknown, row: Cohorts[number]) =>
      row[name] === 0 ? (
        0
      ) : (
        <Button
          type="link"
          size="small"
          style={{ paddingInline: 0 }}
          aria-label={`${row.from} ${t[name]} ${exact(row[name], language)}`}
          onClick={() =>
            open({ from: row.from, to: row.to, of: 'all', set: name, name: t.who(daysText(row), t[name]) })
          }
        >
          {exact(row[name], language)}
        </Button>
      ),
  })
  const yuan = (name: 'cost' | 'costPerNet' | 'value7' | 'value30' | 'value90' | 'value') => ({
    title: t[name],
    align: 'right' as const,
    render: (_: unknown, row: Cohorts[number]) =>
      row[name] === null && name.startsWith('value') ? (
        <span className="muted small" title={t.youngHelp}>
          {t.young}
        </span>
      ) : (
        money(row[name], language)
      ),
  })
  return (
    <Scroll label={t.cohorts}>
      <Table
        size="small"
        rowKey="start"
        dataSource={[...items].reverse()}
        pagination={items.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        columns={[
          {
            title: t.cohort,
            render: (_, row) => daysText(row),
          },
          ...[n('people'), n('left'), n('net'), yuan('cost'), yuan('costPerNet'), n('buyers')],
          ...[yuan('value7'), yuan('value30'), yuan('value90'), yuan('value')],
          { title: t.roi, align: 'right', render: (_, { roi }) => exact(roi, language, 2) },
          {
            title: t.payback,
            align: 'right',
            render: (_, { cost, payback }) =>
              cost === 0 ? '—' : payback === null ? t.notYet : t.paybackDay(String(payback)),
          },
        ]}
      />
    </Scroll>
  )
}
