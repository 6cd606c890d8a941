import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { App, Button, Tag } from 'antd'
import { Suspense } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { personStates } from '../core/sends.ts'
import { wayNamed } from '../core/ways.ts'
import { Counts } from './counts.tsx'
import { SendClicks } from './sendClicks.tsx'
import { Progress, SendState } from './sendState.tsx'
import { type Send, sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'
import { WayPhone } from './wayContent.tsx'

const route = getRouteApi('/frame/sends/$id')
const { query } = sendsApi
const SendMembers = later(() => import('./sendTables.tsx').then((module) => module.SendMembers))
const SendCalls = later(() => import('./sendCalls.tsx').then((module) => module.SendCalls))
const SendPath = later(() => import('./sendTrial.tsx').then((module) => module.SendPath))
const SendTexts = later(() => import('./sendTrial.tsx').then((module) => module.SendTexts))
const SendPeople = later(() => import('./sendTables.tsx').then((module) => module.SendPeople))

/** One send: how far it is, member by member and person by person. */
export function SendPage() {
  const t = useText(sendWords)
  const { id } = route.useParams()
  const send = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 3000 }))
  return (
    <div className="stack">
      <Link to="/sends">{t.title}</Link>
      <Load of={send} rows={8}>
        {(one) => (
          <>
            <Head send={one} />
            <Standing send={one} />
            <SendClicks send={one} />
            <Suspense>
              {one.ways.some(({ variants }) => variants.length > 0) && <SendTexts send={one} />}
              {one.looked > 0 && one.ways.some(({ way }) => wayNamed(way)?.writes === 'call') && (
                <SendCalls send={one} />
              )}
              {(one.clicked?.given ?? 0) > 0 && <SendPath send={one} />}
            </Suspense>
            {one.ways.map((way, place) => (
              <WayBoard key={`${way.way} ${way.account}`} way={way} place={place} isChosen={one.looked > 0} />
            ))}
            <Suspense>
              {one.members.all > 0 && <SendMembers id={id} />}
              <SendPeople send={one} />
            </Suspense>
          </>
        )}
      </Load>
    </div>
  )
}

function Head({ send }: { send: Send }) {
  const t = useText(sendWords)
  useTitle(send.name)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const stop = useMutation(query.stop.mutationOptions(settled))
  const remind = useMutation(
    query.remind.mutationOptions({
      ...settled,
      onSuccess: ({ reminded, tooOften }) => void message.success(t.reminded(reminded, tooOften)),
    }),
  )
  const isOpen = !['done', 'stopped'].includes(send.state)
  const sure = () =>
    modal.confirm({ title: t.stop, content: t.sureStop, onOk: () => stop.mutateAsync({ id: send.id }) })
  return (
    <div className="page-head">
      <h1 className="row">
        {send.name} <SendState state={send.state} />
      </h1>
      {may('carriers:write') && isOpen && (
        <span className="row">
          {send.members.waiting > 0 && (
            <Button loading={remind.isPending} onClick={() => remind.mutate({ id: send.id })}>
              {t.remind}
            </Button>
          )}
          <Button danger onClick={sure}>
            {t.stop}
          </Button>
        </span>
      )}
    </div>
  )
}

function Standing({ send }: { send: Send }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  return (
    <section className="card stack" aria-label={t.state}>
      <Progress row={send} />
      <p className="small muted">
        {t.purposes[send.purpose]} · {t.madeAt} <Time at={send.madeAt} /> · {t.startsAt} <Time at={send.startAt} />
      </p>
      {send.state === 'held' && <p className="small muted">{t.held}</p>}
      {send.error && <Tag color="warning">{send.error}</Tag>}
      {send.reasons.length > 0 && (
        <Counts
          title={t.willNot(exact(send.people.refused + send.people.nobody, language))}
          rows={send.reasons.map(({ reason, people }) => [reason, t.reasons[reason], exact(people, language)])}
        />
      )}
      <p className="small muted">{t.noRead}</p>
    </section>
  )
}

interface BoardProps {
  way: Send['ways'][number]
  place: number
  /** People were looked at already. */
  isChosen: boolean
}

/** One way of it: how whoever it was to reach stands, and why it was passed over for others. */
function WayBoard({ way, place, isChosen }: BoardProps) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const kind = wayNamed(way.way)
  const n = (count: number) => exact(count, language)
  const title = `${place + 1}. ${kind?.title[language] ?? way.way} · ${way.accountName}`
  const rows = personStates.flatMap((state) =>
    way.people[state] > 0 ? [[state, t.personStates[state], n(way.people[state])] as const] : [],
  )
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <div className="two">
        <div className="stack">
          {rows.length > 0 ? <Counts rows={rows} /> : <p className="muted">{isChosen ? t.nobodyYet : t.notChosen}</p>}
          <Counts
            title={t.passed}
            rows={way.passed.map(({ reason, people }) => [reason, t.reasons[reason], n(people)])}
          />
        </div>
        {kind && <WayPhone kind={kind} account={way.account} value={way.content} />}
      </div>
    </section>
  )
}
