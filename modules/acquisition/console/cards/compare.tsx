import { useQuery } from '@tanstack/react-query'
import { Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { intervalOf } from '../../core/cardFunnel.ts'
import { type Batch, cardsApi } from './api.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

/** Two batches against each other, with chance allowed for. */
export function Compare({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const [other, setOther] = useState<string | null>(null)
  const all = useQuery(query.batches.queryOptions({ input: { limit: 200 } }))
  const others = (all.data?.items ?? []).filter(({ id }) => id !== batch.id)
  const second = others.find(({ id }) => id === other)
  if (others.length === 0) return null
  return (
    <section className="card stack">
      <h2>{t.compare}</h2>
      <span className="small muted">{t.compareHelp}</span>
      <Select
        aria-label={t.compareWith}
        placeholder={t.compareWith}
        value={other}
        onChange={setOther}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ maxWidth: 360 }}
        options={others.map(({ id, name, designName }) => ({ value: id, label: `${name} · ${designName}` }))}
      />
      {second && <Verdicts first={batch} second={second} />}
    </section>
  )
}

function Verdicts({ first, second }: { first: Batch; second: Batch }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const said = useQuery(query.compare.queryOptions({ input: { first: first.id, second: second.id } }))
  const share = ({ reached }: Batch, stage: 'scanned' | 'added') => {
    const of = reached.inserted || reached.printed
    const bounds = intervalOf({ of, hits: reached[stage] })
    return bounds ? `${percent(reached[stage] / of)}（${percent(bounds[0])}–${percent(bounds[1])}）` : '—'
  }
  return (
    <Load of={said} rows={2}>
      {(data) => (
        <Table
          size="small"
          rowKey="stage"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={(['scanned', 'added'] as const).map((stage) => ({ stage, ...data[stage] }))}
          columns={[
            { title: '', render: (_, row) => (row.stage === 'scanned' ? t.scanRate : t.addRate) },
            { title: first.name, render: (_, row) => share(first, row.stage) },
            { title: second.name, render: (_, row) => share(second, row.stage) },
            {
              title: t.state,
              render: (_, row) => (
                <span className="row">
                  <Tag color={row.better === 'unclear' ? 'default' : 'success'}>{t.verdicts[row.better]}</Tag>
                  <span className="small muted">
                    {row.p !== null && t.byChance(percent(row.p))}
                    {row.needed !== null && ` · ${t.needed(exact(row.needed, language))}`}
                  </span>
                </span>
              ),
            },
          ]}
        />
      )}
    </Load>
  )
}
