import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown, Tag } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { hasSecret } from '../../core/hooks/signature.ts'
import { type Hook, importQuery, type Once, query } from './api.tsx'
import { Rotation, ShownOnce } from './once.tsx'
import { SourceTabs } from './tabs.tsx'
import { hookWords } from './words.tsx'

/** Addresses that other systems push to. */
export function HooksPage() {
  const t = useText(hookWords)
  useTitle(t.title)
  const may = useMay()
  const list = useQuery(query.list.queryOptions({ refetchInterval: 15_000 }))
  const begin = may('sources:write') && (
    <Link to="/sources/hooks/new">
      <Button type="primary">{t.add}</Button>
    </Link>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        {begin}
      </div>
      <div className="row">
        <SourceTabs of="hooks" />
      </div>
      <Load of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Notice title={t.first} action={begin}>
                {t.firstHelp}
              </Notice>
            </div>
          ) : (
            <ul className="stack unmarked">
              {items.map((row) => (
                <li className="card" key={row.id}>
                  <One row={row} />
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </div>
  )
}

function One({ row }: { row: Hook }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const kinds = useQuery(importQuery.kinds.queryOptions({ staleTime: 60_000 }))
  const kind = kinds.data?.items.find((one) => one.kind === row.kind)?.title[language] ?? row.kind
  const why: Record<string, string> = t.refusals
  return (
    <div className="stack">
      <span className="row">
        <Link to="/sources/hooks/$id" params={{ id: row.id }}>
          <strong>{row.name}</strong>
        </Link>
        <Tag color={row.on ? 'success' : 'default'}>{row.on ? t.on : t.off}</Tag>
        {row.failed > 0 && <Tag color="error">{t.failed(exact(row.failed, language))}</Tag>}
        {row.waiting > 0 && <Tag color="processing">{t.waiting(exact(row.waiting, language))}</Tag>}
        <span className="grow" />
        <Actions row={row} />
      </span>
      <span className="small muted">
        {kind} · <code>/hooks/…{row.keyHint}</code> · {t.last} {row.receivedAt ? <Time at={row.receivedAt} /> : t.never}
      </span>
      {row.refused > 0 && row.refusedAt && (
        <span className="small">
          {t.refused(exact(row.refused, language))} · {why[row.refusedWhy ?? '']} <Time at={row.refusedAt} />
        </span>
      )}
    </div>
  )
}

function Actions({ row }: { row: Hook }) {
  const t = useText(hookWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [rotating, setRotating] = useState<'address' | 'secret' | null>(null)
  const [once, setOnce] = useState<Once | null>(null)
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title || t.offline),
  }
  const change = useMutation(query.change.mutationOptions(settled))
  const remove = useMutation(query.remove.mutationOptions(settled))
  const ask = (title: string, content: string, onOk: () => void) => modal.confirm({ title, content, onOk })
  const acts: Record<string, () => void> = {
    edit: () => void navigate({ to: '/sources/hooks/$id/edit', params: { id: row.id } }),
    address: () => setRotating('address'),
    secret: () => setRotating('secret'),
    off: () => ask(t.switchOff, t.sure.switchOff, () => change.mutate({ id: row.id, on: false })),
    on: () => change.mutate({ id: row.id, on: true }),
    remove: () => ask(t.remove, t.sure.remove, () => remove.mutate({ id: row.id })),
  }
  const items = [
    { key: 'edit', label: t.edit },
    { key: 'address', label: t.newAddress },
    ...(hasSecret(row.signature) ? [{ key: 'secret', label: t.newSecret }] : []),
    row.on ? { key: 'off', label: t.switchOff } : { key: 'on', label: t.switchOn },
    { key: 'remove', label: t.remove, danger: true },
  ]
  return (
    <span className="row">
      <Link to="/sources/hooks/$id" params={{ id: row.id }}>
        <Button size="small">{t.messages}</Button>
      </Link>
      {may('sources:write') && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
          <Button size="small">{t.more}</Button>
        </Dropdown>
      )}
      <Rotation
        of={rotating === null ? null : row}
        what={rotating ?? 'address'}
        close={() => setRotating(null)}
        onMade={setOnce}
      />
      <ShownOnce once={once} close={() => setOnce(null)} />
    </span>
  )
}
