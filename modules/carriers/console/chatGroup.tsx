import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { type ReactNode, Suspense, useMemo } from 'react'
import { exact, percent } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { Time } from '#ui/time'
import { type ChatDetail, chatsApi } from './api.tsx'
import { ChatState, Owner } from './chatParts.tsx'
import { chatWords } from './chatWords.tsx'
import { Participants } from './participants.tsx'

const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))
const route = getRouteApi('/frame/chat-groups/$id')
const exports = apiOf(exporting)

/** One chat: who is in it, how it grew, who has left and how. */
export function ChatGroupPage() {
  const t = useText(chatWords)
  const { id } = route.useParams()
  const chat = useQuery(chatsApi.query.get.queryOptions({ input: { id }, refetchInterval: 10_000 }))
  return (
    <div className="stack">
      <Link to="/chat-groups">{t.title}</Link>
      <Load of={chat} rows={10}>
        {(one) => (
          <>
            <Head chat={one} />
            {one.state === 'orphaned' && (
              <Alert
                type="warning"
                showIcon
                title={t.orphanedOne}
                action={
                  <Link to="/transfers/new" search={{ account: one.account, from: one.owner.userid }}>
                    <Button size="small">{t.handOver}</Button>
                  </Link>
                }
              />
            )}
            <div className="two">
              <Numbers chat={one} />
              <Growth chat={one} />
            </div>
            <Participants chat={one} />
          </>
        )}
      </Load>
    </div>
  )
}

function Head({ chat }: { chat: ChatDetail }) {
  const t = useText(chatWords)
  const name = chat.name || `#${chat.id}`
  useTitle(`${t.title} ${name}`)
  const { now } = route.useSearch()
  return (
    <div className="page-head">
      <h1 className="row">
        {name} <ChatState of={chat} />
      </h1>
      <span className="grow" />
      <ExportButton
        send={(choice) =>
          exports.client.create({ kind: 'participants', filter: { id: chat.id, now: now ?? 'in' }, ...choice })
        }
        changes={exports.query.list.key()}
      />
    </div>
  )
}

function Fact({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <>
      <dt title={help}>{name}</dt>
      <dd className="num">{children}</dd>
    </>
  )
}

function Numbers({ chat }: { chat: ChatDetail }) {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  const { joined, left } = chat.quick
  return (
    <section className="card stack" aria-label={t.customers}>
      <dl className="facts">
        <Fact name={t.owner}>
          <Owner of={chat} />
        </Fact>
        <Fact name={t.customers}>
          {n(chat.customers)} <span className="small muted">{`${t.staff} ${n(chat.staff)}`}</span>
        </Fact>
        <Fact name={t.joinedToday}>{n(chat.joinedToday)}</Fact>
        <Fact name={t.leftToday}>
          {n(chat.leftToday)} <span className="small muted">{`${t.leavers} ${n(chat.leavers)}`}</span>
        </Fact>
        <Fact name={t.strangers} help={t.strangersHelp}>
          <Link to="/chat-groups/$id" params={{ id: chat.id }} search={{ friend: 'false' }}>
            {n(chat.strangers)}
          </Link>
        </Fact>
        <Fact name={t.quick} help={t.quickHelp}>
          {joined === 0 ? '—' : percent(left / joined)}{' '}
          {joined > 0 && <span className="small muted">{t.quickOf(n(left), n(joined))}</span>}
        </Fact>
        <Fact name={t.createdAt}>
          <Time at={chat.createdAt} />
        </Fact>
        {chat.notice !== '' && <Fact name={t.notice}>{chat.notice}</Fact>}
      </dl>
      {chat.hows.length > 0 && (
        <div>
          <h2>{t.how}</h2>
          <ul className="counts">
            {chat.hows.map(({ how, customers }) => (
              <li key={how}>
                <span>{t.hows[how]}</span>
                <span className="num">{n(customers)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="small muted">
        {t.read} <Time at={chat.readAt} />
      </p>
    </section>
  )
}

function Growth({ chat: { days } }: { chat: ChatDetail }) {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const look = useLook()
  // People are whole: an axis of halves would say each number twice.
  const show = useMemo(
    () => (value: number | null) => (value === null || Number.isInteger(value) ? exact(value, language) : ''),
    [language],
  )
  const lines = [
    { name: t.customers, color: look.brand, values: days.map(({ customers }) => customers) },
    { name: t.joined, color: look.factors.traffic, values: days.map(({ joined }) => joined) },
    { name: t.left, color: look.accent, values: days.map(({ left }) => left) },
  ]
  return (
    <Suspense fallback={<Waiting />}>
      <LineFigure
        title={t.growth}
        labels={days.map(({ day }) => day.slice(5))}
        lines={lines}
        show={show}
        openFrom={days.length - 1}
      />
    </Suspense>
  )
}
