import { useQuery } from '@tanstack/react-query'
import { Segmented, Table, Tag } from 'antd'
import { useState } from 'react'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Load } from '#ui/states'
import { handoverApi, type Path } from './api.tsx'
import { handoverWords } from './words.tsx'

const ways = ['app', 'os', 'campaign', 'link'] as const
type Way = (typeof ways)[number]

/** The same steps by app, system, campaign or link. */
export function Split({ id }: { id: string }) {
  const t = useText(handoverWords)
  const { language } = usePreferences()
  const [by, setBy] = useState<Way>('app')
  const split = useQuery(handoverApi.query.split.queryOptions({ input: { id, by } }))
  const people = (row: Path, step: string) => row.steps.find((one) => one.step === step)
  return (
    <section className="card stack" aria-label={t.split}>
      <div className="row spread">
        <h2>{t.split}</h2>
        <Segmented<Way>
          aria-label={t.split}
          value={by}
          onChange={setBy}
          options={ways.map((value) => ({ value, label: t.by[value] }))}
        />
      </div>
      <Load of={split} rows={3}>
        {({ items }) => (
          <Scroll label={t.split}>
            <Table
              size="small"
              rowKey="value"
              dataSource={items}
              pagination={false}
              columns={[
                { title: t.by[by], render: (_, row) => row.value || t.empty[by] },
                {
                  title: t.steps.landed,
                  align: 'right',
                  render: (_, row) => exact(row.steps[0]?.people ?? 0, language),
                },
                ...(['acted', 'arrived', 'added'] as const).map((step) => ({
                  title: t.steps[step],
                  align: 'right' as const,
                  render: (_: unknown, row: (typeof items)[number]) => {
                    const found = people(row, step)
                    if (found?.people === null || !found) return <span className="muted">{t.unseen}</span>
                    const text = `${exact(found.people, language)} · ${percent(found.rate)}`
                    return row.weakest === step ? <Tag color="warning">{text}</Tag> : text
                  },
                })),
              ]}
            />
          </Scroll>
        )}
      </Load>
    </section>
  )
}
