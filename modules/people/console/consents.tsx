import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input, Modal, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { consents, people } from '../contract.ts'
import { isOlder, noticeName } from '../core/notice.ts'
import { consentWords } from './consentWords.tsx'
import { NoticeText } from './noticeText.tsx'
import { usePurposeRows, usePurposes } from './purposes.tsx'

const { query, client } = apiOf(consents)
const { query: ofPeople } = apiOf(people)

type State = Awaited<ReturnType<typeof client.of>>['items'][number]
type Record = Awaited<ReturnType<typeof client.records>>['items'][number]
/** Shows who did something; houses do not know the staff. */
type ActorName = (props: { by: string }) => ReactNode

/** How a person stands to each purpose, what they said, and what staff heard from them. */
export function ConsentCard({ person, Actor }: { person: string; Actor: ActorName }) {
  const t = useText(consentWords)
  const states = useQuery(query.of.queryOptions({ input: { id: person } }))
  const [asking, setAsking] = useState<Asking | null>(null)
  const [open, setOpen] = useState(false)
  return (
    <section className="card" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="small muted">{t.help}</p>
      <Load of={states} rows={4}>
        {({ items }) => (
          <ul className="ids">
            {items.map((one) => (
              <Purpose key={one.purpose} one={one} ask={setAsking} />
            ))}
          </ul>
        )}
      </Load>
      {open ? (
        <History person={person} Actor={Actor} />
      ) : (
        <Button size="small" onClick={() => setOpen(true)}>
          {t.history}
        </Button>
      )}
      <Recording person={person} asking={asking} close={() => setAsking(null)} />
    </section>
  )
}

interface Asking {
  purpose: string
  given: boolean
}

const colors = { given: 'success', withdrawn: 'error', unknown: 'default' }

function Purpose({ one, ask }: { one: State; ask: (asking: Asking) => void }) {
  const t = useText(consentWords)
  const nameOf = usePurposes()
  const may = useMay()
  const notice = usePurposeRows()?.find(({ key }) => key === one.purpose)?.notice ?? null
  const { purpose, state, since, textVersion } = one
  const name = nameOf(purpose)
  return (
    <li>
      <div className="row">
        <span>{name}</span>
        <Tag color={colors[state]}>{t.states[state]}</Tag>
        <span className="small muted">{since ? <Time at={since} /> : state === 'given' && t.undated}</span>
        {state === 'given' && isOlder(textVersion, notice) && (
          <Tag color="warning">{t.older(textVersion ?? '', noticeName(notice ?? 0))}</Tag>
        )}
        {notice !== null && <NoticeButton purpose={purpose} name={name} />}
        {may('people:write') && state !== 'given' && (
          <Button size="small" aria-label={t.giveFor(name)} onClick={() => ask({ purpose, given: true })}>
            {t.give}
          </Button>
        )}
        {may('people:write') && state !== 'withdrawn' && (
          <Button size="small" aria-label={t.withdrawFor(name)} onClick={() => ask({ purpose, given: false })}>
            {t.withdraw}
          </Button>
        )}
      </div>
    </li>
  )
}

/** What they were told, or would be. */
function NoticeButton({ purpose, name }: { purpose: string; name: string }) {
  const t = useText(consentWords)
  const [open, setOpen] = useState(false)
  const notices = useQuery({ ...query.notices.queryOptions({ input: { purpose } }), enabled: open })
  return (
    <>
      <Button size="small" type="link" aria-label={t.noticeOf(name)} onClick={() => setOpen(true)}>
        {t.notice}
      </Button>
      <Modal title={t.noticeOf(name)} open={open} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <Load of={notices} rows={6}>
          {({ items: [last] }) =>
            last && (
              <>
                <p className="small muted">
                  {noticeName(last.version)} · <Time at={last.at} />
                </p>
                <NoticeText notice={last.notice} />
              </>
            )
          }
        </Load>
      </Modal>
    </>
  )
}

/** Asks how staff know, and of a consent to which text. */
function Recording({ person, asking, close }: { person: string; asking: Asking | null; close: () => void }) {
  const t = useText(consentWords)
  const nameOf = usePurposes()
  const queries = useQueryClient()
  const notice = usePurposeRows()?.find(({ key }) => key === asking?.purpose)?.notice ?? null
  const [typed, setVersion] = useState<string | null>(null)
  const version = typed ?? (notice === null ? '' : noticeName(notice))
  const record = useMutation(
    query.record.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: query.key() })
        await queries.invalidateQueries({ queryKey: ofPeople.timeline.key() })
        leave()
      },
    }),
  )
  const leave = () => {
    setVersion(null)
    close()
  }
  const given = asking?.given ?? false
  const name = nameOf(asking?.purpose ?? '')
  const agree = (reason: string) =>
    asking && record.mutate({ id: person, ...asking, reason, ...(given ? { textVersion: version.trim() } : {}) })
  return (
    <ReasonDialog
      {...{ title: given ? t.giveFor(name) : t.withdrawFor(name), open: asking !== null, close: leave, agree }}
      {...{ pending: record.isPending, error: record.error, why: t.why, example: t.example }}
      ready={!given || version.trim() !== ''}
    >
      {given ? (
        <p>
          {notice === null ? t.version : t.versionNow(noticeName(notice))}
          <Input
            value={version}
            maxLength={100}
            aria-label={t.version}
            placeholder={t.versionExample}
            onChange={(event) => setVersion(event.target.value)}
          />
        </p>
      ) : (
        <p>{t.withdrawHelp}</p>
      )}
    </ReasonDialog>
  )
}

function History({ person, Actor }: { person: string; Actor: ActorName }) {
  const t = useText(consentWords)
  const records = useInfiniteQuery(
    query.records.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: person, limit: 20, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <>
      <h3>{t.history}</h3>
      <Load of={records} rows={3}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0) return <p className="small muted">{t.none}</p>
          return (
            <ul className="ids">
              {items.map((one) => (
                <Line key={one.id} one={one} Actor={Actor} />
              ))}
            </ul>
          )
        }}
      </Load>
      {records.hasNextPage && (
        <Button size="small" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </>
  )
}

function Line({ one, Actor }: { one: Record; Actor: ActorName }) {
  const t = useText(consentWords)
  const nameOf = usePurposes()
  return (
    <li>
      <div className="row">
        <span className={one.voided ? 'muted' : ''}>
          {one.given ? t.gave : t.withdrew} · {nameOf(one.purpose)}
        </span>
        {one.voided && <Tag>{t.voided}</Tag>}
      </div>
      <div className="small muted">
        {one.at ? <Time at={one.at} /> : t.undated}
        {' · '}
        {one.import ? (
          <Link to="/imports/$id" params={{ id: one.import }}>
            {t.file(one.import)}
          </Link>
        ) : (
          t.sources[one.source]
        )}
        {one.textVersion && ` · ${one.textVersion}`}
      </div>
      <div className="small muted">
        <Actor by={one.recordedBy} />
        {one.reason && `: ${one.reason}`}
      </div>
    </li>
  )
}
