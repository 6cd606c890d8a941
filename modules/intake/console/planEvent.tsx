import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Popconfirm, Table } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { exact, percent } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Sparkline } from '#ui/sparkline'
import { Load } from '#ui/states'
import { breachKinds } from '../core/plan.ts'
import { EventPlan, plan } from '../core/planContract.ts'
import { words } from './planWords.tsx'

const { query, client } = apiOf(plan)

type Detail = Awaited<ReturnType<typeof client.get>>

/** One event: what came, what is wrong with it, and its plan to write. An event nobody has heard of begins with an empty plan. */
export function EventDetail({ event, close }: { event: string; close(): void }) {
  const detail = useQuery({ ...query.get.queryOptions({ input: { event } }), retry: false })
  if (problemOf(detail.error).status === 404) return <PlanForm event={event} detail={null} close={close} />
  return (
    <Load of={detail}>
      {(data) => (
        <div className="stack">
          <Came detail={data} />
          <PlanForm key={data.version} event={event} detail={data} close={close} />
        </div>
      )}
    </Load>
  )
}

function Came({ detail }: { detail: Detail }) {
  const t = useText(words)
  const { language } = usePreferences()
  const parks = detail.plan?.onBreach === 'park'
  const wanted = new Map(detail.plan?.properties.map((one) => [one.name, one]))
  return (
    <>
      {detail.days.length > 1 && <Sparkline values={detail.days.map(({ events }) => events)} label={t.daily} />}
      {detail.breaches.length > 0 && (
        <section>
          <h2>{t.broken}</h2>
          <ul>
            {detail.breaches.map(({ kind, property, events }) => {
              const known = breachKinds.find((one) => one === kind)
              return (
                <li key={`${kind} ${property}`}>
                  <code>{property}</code> {known ? t.kinds[known] : kind} · {t.times(exact(events, language))}
                  {parks && (
                    <>
                      {' · '}
                      <Link to="/parked" search={{ reason: `off-plan:${kind}:${detail.event}.${property}` }}>
                        {t.parkedLink}
                      </Link>
                    </>
                  )}
                </li>
              )
            })}
          </ul>
        </section>
      )}
      {detail.seen.length > 0 && (
        <section>
          <h2>{t.seen}</h2>
          <Table
            size="small"
            rowKey={(row) => `${row.name} ${row.type}`}
            pagination={detail.seen.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            dataSource={detail.seen}
            columns={[
              { title: t.property, render: (_, row) => <code>{row.name}</code> },
              { title: t.type, render: (_, row) => t.types[row.type] },
              { title: t.share, align: 'right', render: (_, row) => <span className="num">{percent(row.share)}</span> },
              {
                title: t.wanted,
                render: (_, row) => {
                  const one = wanted.get(row.name)
                  return one ? `${t.types[one.type]} ${one.zh}` : t.no
                },
              },
            ]}
          />
        </section>
      )}
    </>
  )
}

/** The plan as it is, else one made of what came, with the type that came most. */
function begin(detail: Detail | null): Partial<z.input<typeof EventPlan>> {
  return detail?.plan ?? { onBreach: 'keep', properties: [] }
}

function adopted(detail: Detail) {
  const names = new Set<string>()
  return detail.seen.flatMap(({ name, type, share }) => {
    if (names.has(name)) return []
    names.add(name)
    return [{ name, type, required: share === 1, zh: '', values: [] }]
  })
}

function PlanForm({ event, detail, close }: { event: string; detail: Detail | null; close(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [initial, setInitial] = useState(() => begin(detail))
  const refresh = () => queries.invalidateQueries({ queryKey: query.key() })
  const save = useMutation(
    query.set.mutationOptions({
      onSuccess: async () => {
        await refresh()
        message.success(t.saved)
      },
    }),
  )
  const remove = useMutation(
    query.remove.mutationOptions({
      onSuccess: async () => {
        close()
        await refresh()
      },
    }),
  )
  return (
    <section>
      <h2 className="section-head">
        {t.plan}
        <span className="grow" />
        {detail && !detail.plan && detail.seen.length > 0 && (
          <Button size="small" onClick={() => setInitial({ ...initial, properties: adopted(detail) })}>
            {t.adopt}
          </Button>
        )}
        {detail?.plan && (
          <Popconfirm title={t.sure} onConfirm={() => remove.mutate({ event })}>
            <Button size="small" danger>
              {t.remove}
            </Button>
          </Popconfirm>
        )}
      </h2>
      <SchemaForm
        key={initial.properties?.length}
        schema={EventPlan}
        initial={initial}
        pending={save.isPending}
        error={save.error}
        onSubmit={(values) => save.mutate({ event, ...values })}
        submit={t.save}
      />
    </section>
  )
}
