import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { type ComponentType, Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { PromoteButton } from '../promoteButton.tsx'
import { type Hook, hooksApi } from './api.tsx'
import type { FindPerson } from './give.tsx'
import { HookState, Left } from './parts.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi
const route = getRouteApi('/frame/campaign-hooks/$id')
const GiveOne = later(() => import('./give.tsx').then((module) => module.GiveOne))
const HookEditing = later(() => import('./editing.tsx').then((module) => module.HookEditing))
const Claims = later(() => import('./claims.tsx').then((module) => module.Claims))
const Shipping = later(() => import('./shipping.tsx').then((module) => module.Shipping))

/** One hook: what is left of stock and budget, who claimed it, and its books, which are another house's. */
export function HookConsolePage({ Books, Find }: { Books: ComponentType<{ campaign: string }>; Find: FindPerson }) {
  const t = useText(hookWords)
  const { id } = route.useParams()
  const hook = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  useTitle(hook.data ? `${t.title} ${hook.data.name}` : t.title)
  return (
    <Load of={hook} rows={8}>
      {(data) => (
        <div className="stack">
          <Head hook={data} Find={Find} />
          <Sums hook={data} />
          <Said hook={data} />
          <Suspense fallback={<Waiting />}>
            <Claims hook={data} />
            <Books campaign={`hook:${data.id}`} />
          </Suspense>
        </div>
      )}
    </Load>
  )
}

function Head({ hook, Find }: { hook: Hook; Find: FindPerson }) {
  const t = useText(hookWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'ship' | 'give' | null>(null)
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const flip = () => change.mutateAsync({ id: hook.id, on: !hook.on }).catch(() => undefined)
  const ask = () => modal.confirm({ title: t.switchOff, content: t.sureOff, onOk: flip })
  return (
    <div className="page-head" style={{ marginBottom: 0 }}>
      <h1>{hook.name}</h1>
      <HookState hook={hook} />
      <span className="grow" />
      <PromoteButton of={{ name: hook.name, url: hook.url, file: `hook-${hook.id}`, picture: null }} />
      {may('people:write') && (
        <>
          <Button onClick={() => setOpen('give')}>{t.give}</Button>
          {hook.waiting > 0 && <Button onClick={() => setOpen('ship')}>{t.ship}</Button>}
          <Button onClick={() => setOpen('edit')}>{t.change}</Button>
          <Button
            type={hook.on ? 'default' : 'primary'}
            loading={change.isPending}
            onClick={() => (hook.on ? ask() : void flip())}
          >
            {hook.on ? t.switchOff : t.switchOn}
          </Button>
        </>
      )}
      <Suspense>{open === 'edit' && <HookEditing of={hook} close={() => setOpen(null)} />}</Suspense>
      <Suspense>{open === 'give' && <GiveOne hook={hook.id} Find={Find} close={() => setOpen(null)} />}</Suspense>
      <Suspense>{open === 'ship' && <Shipping hook={hook} close={() => setOpen(null)} />}</Suspense>
    </div>
  )
}

function Sums({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const n = (value: number) => exact(value, language)
  const figures = [
    {
      name: t.taken,
      value: hook.stock === null ? n(hook.taken) : t.of(n(hook.taken), n(hook.stock)),
      share: hook.stock ? hook.taken / hook.stock : null,
    },
    {
      name: t.spent,
      value:
        hook.budget === null
          ? money(hook.spent, language)
          : t.of(money(hook.spent, language), money(hook.budget, language)),
      share: hook.budget ? hook.spent / hook.budget : null,
    },
    { name: t.left, value: <Left hook={hook} />, share: null },
    { name: t.waiting, value: n(hook.waiting), share: null },
  ]
  return (
    <div className="figures" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))' }}>
      {figures.map(({ name, value, share }) => (
        <div key={name} className="card figure" style={{ alignContent: 'start' }}>
          <span className="muted">{name}</span>
          <span className="value">{value}</span>
          {share !== null && <Bar value={share} label={name} />}
        </div>
      ))}
    </div>
  )
}

/** What customers are told, and for whom it is. */
function Said({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const kinds = useQuery(query.kinds.queryOptions())
  const kind = kinds.data?.items.find((one) => one.kind === hook.kind)
  return (
    <section className="card">
      <dl className="facts">
        <dt>{t.kind}</dt>
        <dd>{kind?.title[language] ?? hook.kind}</dd>
        <dt>{t.heading}</dt>
        <dd>{hook.title}</dd>
        <dt>{t.organiser}</dt>
        <dd>{hook.organiser}</dd>
        <dt>{t.newness}</dt>
        <dd>{t.newnesses[hook.newness]}</dd>
        <dt>{t.costOne}</dt>
        <dd>{money(hook.cost, language)}</dd>
        {hook.startsAt !== null && (
          <>
            <dt>{t.startsAt}</dt>
            <dd>
              <Time at={hook.startsAt} />
            </dd>
          </>
        )}
        {hook.endsAt !== null && (
          <>
            <dt>{t.endsAt}</dt>
            <dd>
              <Time at={hook.endsAt} />
            </dd>
          </>
        )}
        <dt>{t.page}</dt>
        <dd>
          <a href={hook.url} target="_blank" rel="noreferrer">
            {hook.url}
          </a>
        </dd>
        {hook.text !== '' && (
          <>
            <dt>{t.text}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>{hook.text}</dd>
          </>
        )}
      </dl>
    </section>
  )
}
