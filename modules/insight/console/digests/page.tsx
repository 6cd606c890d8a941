import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load } from '#ui/states'
import { Time } from '#ui/time'
import { type DigestReply, digests } from '../../core/digestContract.ts'
import { Editor } from './editor.tsx'
import { Log } from './log.tsx'
import { colors, useWhy } from './why.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(digests)

/** Digests: what is sent where and when, and how it came out. */
export function DigestsPage() {
  const t = useText(words)
  useTitle(t.title)
  const may = useMay()('insight:write')
  const list = useQuery(query.list.queryOptions())
  const [editing, setEditing] = useState<DigestReply | 'new' | null>(null)
  const [shown, setShown] = useState<DigestReply | null>(null)
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      {t.add}
    </Button>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
        <span className="grow" />
        <Link to="/metrics">{t.metrics}</Link>
        {may && add}
      </div>
      {!may && <span className="muted small">{t.readOnly}</span>}
      <Load of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <section className="card">
              <FirstUse title={t.none} action={may ? add : null}>
                {t.noneHelp}
              </FirstUse>
            </section>
          ) : (
            items.map((one) => (
              <Card key={one.id} of={one} may={may} edit={() => setEditing(one)} log={() => setShown(one)} />
            ))
          )
        }
      </Load>
      {editing && <Editor of={editing} close={() => setEditing(null)} />}
      <Log of={shown} close={() => setShown(null)} />
    </div>
  )
}

interface CardProps {
  of: DigestReply
  may: boolean
  edit(): void
  log(): void
}

function Card({ of, may, edit, log }: CardProps) {
  const t = useText(words)
  const queries = useQueryClient()
  const onSuccess = () => void queries.invalidateQueries({ queryKey: query.key() })
  const send = useMutation({ mutationFn: () => client.send({ id: of.id }), onSuccess })
  const pause = useMutation({ mutationFn: () => client.change({ id: of.id, paused: !of.paused }), onSuccess })
  const remove = useMutation({ mutationFn: () => client.remove({ id: of.id }), onSuccess })
  const error = send.error ?? pause.error ?? remove.error
  const separator = t.dayNames[0] === 'Mon' ? ', ' : '、'
  const days = of.days
    .toSorted()
    .map((day) => t.dayNames[day - 1])
    .join(separator)
  return (
    <section className="card stack" aria-label={of.name}>
      <div className="row">
        <h2>{of.name}</h2>
        <Tag>{t.contents[of.content]}</Tag>
        {of.paused && <Tag color="orange">{t.pausedNow}</Tag>}
        <span className="grow" />
        <Button size="small" type="text" onClick={log}>
          {t.log}
        </Button>
        {may && (
          <>
            <Popconfirm title={t.sendSure} okText={t.ok} cancelText={t.cancel} onConfirm={() => send.mutate()}>
              <Button size="small" loading={send.isPending}>
                {t.send}
              </Button>
            </Popconfirm>
            <Button size="small" type="text" onClick={edit}>
              {t.edit}
            </Button>
            <Button size="small" type="text" loading={pause.isPending} onClick={() => pause.mutate()}>
              {of.paused ? t.resume : t.pause}
            </Button>
            <Popconfirm title={t.removeSure} okText={t.ok} cancelText={t.cancel} onConfirm={() => remove.mutate()}>
              <Button size="small" type="text" danger>
                {t.remove}
              </Button>
            </Popconfirm>
          </>
        )}
      </div>
      <div className="row small muted">
        <span className="num">
          {of.days.length === 7 ? t.everyDay : t.weekdays(days)} {of.at}
        </span>
        <span>
          {t.targets[of.target]} {of.host}
        </span>
        {of.nextAt && (
          <span>
            {t.next} <Time at={of.nextAt} />
          </span>
        )}
        {of.last ? (
          <span>
            {t.last} <Time at={of.last.at} /> <Tag color={colors[of.last.state]}>{t.states[of.last.state]}</Tag>
          </span>
        ) : (
          <span>{t.never}</span>
        )}
      </div>
      {send.data && <SendResult of={send.data} />}
      {error && <Alert type="error" showIcon title={problemOf(error).title} />}
    </section>
  )
}

function SendResult({ of }: { of: { state: keyof typeof colors; why: string | null } }) {
  const t = useText(words)
  const why = useWhy()
  return of.state === 'sent' ? (
    <Alert type="success" showIcon title={t.sentOk} />
  ) : (
    <Alert type="error" showIcon title={`${t.states[of.state]}${of.why ? `：${why(of.why)}` : ''}`} />
  )
}
