import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Input, Switch, Tag } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Failure, Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { official, weixin } from '../../contract.ts'
import { MenuSeen } from './menuSeen.tsx'
import { officialWords } from './words.tsx'

const { query, client } = apiOf(official)
const answers = apiOf(weixin)

type Talk = Awaited<ReturnType<typeof client.talks>>['items'][number]

interface Props {
  account: string
  person: string | undefined
  choose(person: string | undefined): void
}

/** Conversations at the left, one of them at the right; on a phone one below the other. */
export function Talks({ account, person, choose }: Props) {
  const t = useText(officialWords)
  const [open, setOpen] = useState(false)
  const list = useInfiniteQuery(
    query.talks.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: account, open, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className="talks">
      <section className="card stack" aria-label={t.tabs.talks}>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is a control that the rule does not know */}
        <label className="row small">
          <Switch size="small" checked={open} onChange={setOpen} aria-label={t.onlyOpen} /> {t.onlyOpen}
        </label>
        {list.error ? (
          <Failure error={list.error} retry={() => void list.refetch()} />
        ) : rows.length === 0 && !list.isPending ? (
          <Notice title={t.noTalks} />
        ) : (
          <ul className="ids">
            {rows.map((row) => (
              <li key={row.person}>
                <Choice row={row} chosen={row.person === person} choose={() => choose(row.person)} />
              </li>
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t.more}
          </Button>
        )}
      </section>
      {person === undefined ? (
        <section className="card talk-pick">
          <Notice title={t.pick} />
        </section>
      ) : (
        <Conversation key={person} account={account} person={person} />
      )}
    </div>
  )
}

function Choice({ row, chosen, choose }: { row: Talk; chosen: boolean; choose(): void }) {
  const t = useText(officialWords)
  return (
    <button type="button" className="talk-choice" aria-pressed={chosen} onClick={choose}>
      <span className="row spread">
        <strong>{row.name ?? t.person(row.person)}</strong>
        <Time at={row.last.at} />
      </span>
      <span className="small clip">{row.last.text}</span>
      <span className="row small muted">
        {row.unanswered && row.left > 0 && <Tag color="processing">{t.unanswered}</Tag>}
        {row.left > 0 && t.left(row.left)}
      </span>
    </button>
  )
}

function Conversation({ account, person }: { account: string; person: string }) {
  const t = useText(officialWords)
  const talk = useQuery(query.talk.queryOptions({ input: { id: account, person }, refetchInterval: 5000 }))
  return (
    <section className="card stack" aria-label={t.person(person)}>
      <div className="row spread">
        <h2>{t.person(person)}</h2>
        <Link to="/people/$id" params={{ id: person }}>
          {t.profile}
        </Link>
      </div>
      <MenuSeen key={person} account={account} person={person} />
      <Load of={talk} rows={5}>
        {({ items, left, until }) => (
          <>
            <ol className="talk">
              {items.map(({ id, kind, text, state, at }) => (
                <li key={id} className={kind === 'heard' ? 'theirs' : 'ours'}>
                  <div className="bubble">{text}</div>
                  <span className="small muted">
                    {kind === 'notice' && `${t.notice} · `}
                    <Time at={at} />
                    {state === 'unsure' && ` · ${t.unsure}`}
                  </span>
                </li>
              ))}
            </ol>
            <Reply account={account} person={person} left={left} until={until} />
          </>
        )}
      </Load>
    </section>
  )
}

interface ReplyProps {
  account: string
  person: string
  left: number
  until: string | null
}

/** How often and until when they may be answered, and the answer. */
function Reply({ account, person, left, until }: ReplyProps) {
  const t = useText(officialWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const answer = useMutation(
    answers.query.answer.mutationOptions({
      onSuccess: () => setText(''),
      onError: (error) => void message.error(problemOf(error).title),
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: query.talk.key() }),
          queries.invalidateQueries({ queryKey: query.talks.key() }),
        ]),
    }),
  )
  if (left < 1) return <p className="muted">{t.closed}</p>
  return (
    <div className="stack">
      <p className="small muted">
        {t.left(left)}
        {until && (
          <>
            {' '}
            · {t.until} <Time at={until} />
          </>
        )}
      </p>
      {may('carriers:write') && (
        <div className="stack">
          <Input.TextArea
            aria-label={t.reply}
            placeholder={t.reply}
            value={text}
            maxLength={600}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => setText(event.target.value)}
          />
          <div>
            <Button
              type="primary"
              disabled={text.trim() === ''}
              loading={answer.isPending}
              onClick={() => answer.mutate({ id: account, person, text })}
            >
              {t.send}
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}
