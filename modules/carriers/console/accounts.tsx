import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Tag } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load } from '#ui/states'
import { Time } from '#ui/time'
import { kindNamed } from '../core/kinds.ts'
import { Health, Numbers, type Shows } from './accountHealth.tsx'
import { accountsApi } from './accountsApi.tsx'
import { accountWords } from './accountWords.tsx'
import type { Account } from './api.tsx'

const Offers = later(() => import('./offers.tsx').then((module) => module.Offers))
const AccountEditing = later(() => import('./accountEditing.tsx').then((module) => module.AccountEditing))
const Members = later(() => import('./members.tsx').then((module) => module.Members))
const CorpTags = later(() => import('./tags.tsx').then((module) => module.CorpTags))
const { query } = accountsApi

/** The platforms that are connected, and how each is. */
export function AccountsPage({ beside }: { beside?: ReactNode }) {
  const t = useText(accountWords)
  useTitle(t.title)
  const may = useMay()
  const [editing, setEditing] = useState<Account | 'new' | null>(null)
  const list = useQuery(query.list.queryOptions({ refetchInterval: 10_000 }))
  const add = may('settings:write') && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.add}
    </Button>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        {add}
      </div>
      <p className="muted">{t.help}</p>
      {beside}
      <Load of={list} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <FirstUse title={t.first} action={add}>
              {t.firstHelp}
            </FirstUse>
          ) : (
            items.map((account) => <AccountCard key={account.id} account={account} edit={() => setEditing(account)} />)
          )
        }
      </Load>
      <Suspense>{editing && <AccountEditing of={editing} close={() => setEditing(null)} />}</Suspense>
    </div>
  )
}

function AccountCard({ account, edit }: { account: Account; edit(): void }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  const kind = kindNamed(account.kind)
  const base = String(account.settings['base'] ?? '')
  const shows: Shows = (what) => kind?.shows.includes(what) ?? false
  return (
    <section className="card stack" aria-label={account.name}>
      <div className="row spread">
        <h2 className="row">
          {account.name} <span className="small muted">{kind?.title[language]}</span>
          <Tag color={account.on ? 'success' : 'default'}>{account.on ? t.on : t.off}</Tag>
          {kind && base !== '' && base !== kind.base && <Tag color="warning">{t.lab}</Tag>}
        </h2>
        <Actions account={account} edit={edit} sync={shows('orders') ? t.syncOrders : shows('sync') ? t.sync : null} />
      </div>
      {shows('contacts') && <Numbers account={account} shows={shows} />}
      <Health account={account} canSync={shows('sync') || shows('orders')} />
      {account.callback && <Callback path={account.callback} />}
      <Checked account={account} />
      {shows('members') && (
        <Fold title={t.members}>
          <Members account={account.id} />
        </Fold>
      )}
      {shows('tags') && (
        <Fold title={account.kind === 'officialAccount' ? t.followerTags : t.tags}>
          <CorpTags account={account.id} kind={account.kind} />
        </Fold>
      )}
      {shows('offers') && (
        <Fold title={t.offers}>
          <Offers kind={account.kind} />
        </Fold>
      )}
      <details>
        <summary>{t.steps}</summary>
        <ol>
          {kind?.steps.map((step) => (
            <li key={step.en}>{step[language]}</li>
          ))}
        </ol>
      </details>
    </section>
  )
}

/** What is asked for only once somebody opens it. */
function Fold({ title, children }: { title: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && <Suspense>{children}</Suspense>}
    </details>
  )
}

function Callback({ path }: { path: string }) {
  const t = useText(accountWords)
  const { message } = App.useApp()
  const url = `${location.origin}${path}`
  return (
    <p className="row">
      <span className="small muted">{t.callback}</span>
      <code className="break">{url}</code>
      <Button
        size="small"
        onClick={() => void navigator.clipboard.writeText(url).then(() => message.success(t.copied))}
      >
        {t.copy}
      </Button>
    </p>
  )
}

/** What the last check found, thing by thing, each with what to do about it. */
function Checked({ account }: { account: Account }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  if (!account.checkedAt) return <p className="small muted">{t.notChecked}</p>
  return (
    <div>
      <p className="small muted">
        {t.checkedAt} <Time at={account.checkedAt} />
      </p>
      <ul className="ids">
        {account.checked.map(({ name, ok, found, advice }) => (
          <li key={name.en}>
            <span className="row">
              <Tag color={ok ? 'success' : 'error'}>{ok ? '✓' : '✕'}</Tag> {name[language]}
              <span className="small muted">{found}</span>
            </span>
            {advice && <span className="small">{advice[language]}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ActionsProps {
  account: Account
  edit(): void
  /** What a sync is called; null = there is none. */
  sync: string | null
}

function Actions({ account, edit, sync: called }: ActionsProps) {
  const t = useText(accountWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const check = useMutation(query.check.mutationOptions(settled))
  const change = useMutation(query.change.mutationOptions(settled))
  const sync = useMutation(query.sync.mutationOptions({ ...settled, onSuccess: () => void message.success(t.syncing) }))
  const off = () =>
    modal.confirm({
      ...{ title: t.switchOff, content: t.sureOff },
      onOk: () => change.mutateAsync({ id: account.id, on: false }),
    })
  const acts: Record<string, () => void> = {
    edit,
    on: () => change.mutate({ id: account.id, on: true }),
    off,
  }
  const items = [
    { key: 'edit', label: t.edit },
    account.on ? { key: 'off', label: t.switchOff, danger: true } : { key: 'on', label: t.switchOn },
  ]
  return (
    <span className="row">
      {may('settings:write') && (
        <Button loading={check.isPending} onClick={() => check.mutate({ id: account.id })}>
          {t.check}
        </Button>
      )}
      {may('carriers:write') && account.on && called !== null && (
        <Button loading={sync.isPending} onClick={() => sync.mutate({ id: account.id })}>
          {called}
        </Button>
      )}
      {may('settings:write') && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
          <Button aria-label={t.edit}>…</Button>
        </Dropdown>
      )}
    </span>
  )
}
