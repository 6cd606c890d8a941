import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Select } from 'antd'
import { exact } from '#base/format'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load } from '#ui/states'
import { accountsApi } from '../accountsApi.tsx'
import type { Account } from '../api.tsx'
import { MenuEditor } from './menu.tsx'
import { Scenes } from './scenes.tsx'
import { Talks } from './talks.tsx'
import { officialWords } from './words.tsx'

const route = getRouteApi('/frame/official-accounts')
const tabs = ['talks', 'menu', 'scenes'] as const

/** An official account at work: who is to be answered, its menu, its codes. */
export function OfficialPage() {
  const t = useText(officialWords)
  useTitle(t.title)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Load of={accounts} rows={8}>
        {({ items }) => {
          const own = items.filter(({ kind, on }) => kind === 'officialAccount' && on)
          if (own.length > 0) return <OfAccounts accounts={own} />
          return (
            <FirstUse
              title={t.first}
              action={
                <Link to="/carriers">
                  <Button type="primary">{t.toAccounts}</Button>
                </Link>
              }
            >
              {t.firstHelp}
            </FirstUse>
          )
        }}
      </Load>
    </div>
  )
}

function OfAccounts({ accounts }: { accounts: readonly Account[] }) {
  const t = useText(officialWords)
  const { language } = usePreferences()
  const { account: asked, tab: shown, person } = route.useSearch()
  const navigate = route.useNavigate()
  const account = accounts.find(({ id }) => id === asked) ?? accounts[0]
  if (!account) return null
  const tab = tabs.find((one) => one === shown) ?? 'talks'
  const n = (name: string) => exact(Number(account.settings[name] ?? 0), language)
  const go = (more: { account?: string; tab?: string; person?: string | undefined }) => {
    const next = { account: account.id, tab: shown, person, ...more }
    void navigate({
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')),
    })
  }
  return (
    <>
      <div className="row">
        {accounts.length > 1 ? (
          <Select
            aria-label={t.account}
            value={account.id}
            onChange={(id) => go({ account: id, person: undefined })}
            options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : (
          <strong>{account.name}</strong>
        )}
        <span className="small muted">{t.quotas(n('massesAMonth'), n('templatesADay'))}</span>
      </div>
      <div>
        <Segmented
          aria-label={t.title}
          value={tab}
          onChange={(value) => go({ tab: String(value) })}
          options={tabs.map((value) => ({ value, label: t.tabs[value] }))}
        />
      </div>
      {tab === 'talks' && <Talks account={account.id} person={person} choose={(one) => go({ person: one })} />}
      {tab === 'menu' && <MenuEditor key={account.id} account={account.id} />}
      {tab === 'scenes' && <Scenes account={account.id} />}
    </>
  )
}
