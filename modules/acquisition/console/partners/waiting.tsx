import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Table, Tag } from 'antd'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { useFresh } from './api.tsx'
import { Fen, Named } from './parts.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = payoutsApi

/** What would be drawn for the month, and why the rest waits. */
export function Waiting({ month }: { month: string }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const { language } = usePreferences()
  const fresh = useFresh()
  const narrow = useNarrow()
  const waiting = useQuery(query.waiting.queryOptions({ input: { month } }))
  const draw = useMutation({
    mutationFn: () => client.draw({ month }),
    onSettled: fresh,
    onSuccess: ({ drawn, amount }) => void message.success(t.drawn(drawn, money(amount, language))),
    onError: (error) => void message.error(problemOf(error).title),
  })
  return (
    <section className="card" style={{ width: '100%' }} aria-label={t.waitingTitle}>
      <Load of={waiting} rows={2}>
        {({ items, isOver }) => {
          const ready = items.filter(({ why }) => why === null).length
          return (
            <>
              <div className="row spread">
                <h2>
                  {t.waitingTitle} {month}
                </h2>
                {may('people:write') && isOver && ready > 0 && (
                  <Button type="primary" loading={draw.isPending} onClick={() => draw.mutate()}>
                    {t.draw(ready)}
                  </Button>
                )}
              </div>
              {!isOver && <p className="small muted">{t.notOver}</p>}
              {items.length === 0 ? <p className="muted">{t.nothingToDraw}</p> : <Due items={items} narrow={narrow} />}
            </>
          )
        }}
      </Load>
    </section>
  )
}

type Waits = Awaited<ReturnType<typeof client.waiting>>['items'][number]

function Due({ items, narrow }: { items: readonly Waits[]; narrow: boolean }) {
  const t = useText(partnerWords)
  const why = (one: Waits) =>
    one.why === null ? (
      <Tag color="success">{t.willDraw}</Tag>
    ) : (
      <Tag>{one.due === 0 && one.flagged !== 0 ? t.states.review : t.whyNot[one.why]}</Tag>
    )
  if (narrow)
    return items.map((one) => (
      <div key={one.partner} className="list-card">
        <Named row={{ id: one.partner, name: one.partnerName }} />
        <span className="small muted">
          {t.due} <Fen of={one.due} /> · {t.flagged} <Fen of={one.flagged} /> · {t.held} <Fen of={one.held} />
        </span>
        <span className="row">{why(one)}</span>
      </div>
    ))
  return (
    <Table
      rowKey="partner"
      size="small"
      dataSource={[...items]}
      pagination={false}
      columns={[
        { title: t.name, render: (_, one) => <Named row={{ id: one.partner, name: one.partnerName }} /> },
        { title: t.due, align: 'right', render: (_, one) => <Fen of={one.due} /> },
        { title: t.flagged, align: 'right', render: (_, one) => <Fen of={one.flagged} /> },
        { title: t.held, align: 'right', render: (_, one) => <Fen of={one.held} /> },
        { title: t.state, render: (_, one) => why(one) },
      ]}
    />
  )
}
