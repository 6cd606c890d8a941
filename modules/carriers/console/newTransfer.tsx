import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { exact } from '#base/format'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load } from '#ui/states'
import { kindNamed } from '../core/kinds.ts'
import { accountsApi } from './accountsApi.tsx'
import { Hanging } from './hanging.tsx'
import { Sharing } from './sharing.tsx'
import { transfersApi } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

const route = getRouteApi('/frame/transfers/new')
const { query } = transfersApi

/** On one screen: who goes, what hangs on them, who takes it, and how it is shared out. */
export function NewTransferPage() {
  const t = useText(transferWords)
  useTitle(t.create)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.create}</h1>
        <Link to="/transfers">{t.title}</Link>
      </div>
      <Load of={accounts} rows={8}>
        {({ items }) => {
          const choices = items.filter(({ kind, on }) => on && kindNamed(kind)?.shows.includes('transfers'))
          const [first] = choices
          return first ? (
            <Compose first={first.id} choices={choices.map(({ id, name }) => ({ value: id, label: name }))} />
          ) : (
            <FirstUse
              title={t.noAccount}
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

function Compose({ first, choices }: { first: string; choices: { value: string; label: string }[] }) {
  const t = useText(transferWords)
  const { account = first, from } = route.useSearch()
  const navigate = route.useNavigate()
  const hanging = useQuery(
    query.hanging.queryOptions({ input: { account, userid: from ?? '' }, enabled: from !== undefined }),
  )
  const { plan, isPlanning, error } = usePlanning()
  return (
    <>
      <section className="card stack" aria-label={t.member}>
        <div className="row">
          {choices.length > 1 && (
            <Select
              aria-label={t.member}
              value={account}
              options={choices}
              onChange={(value) => void navigate({ search: { account: value } })}
            />
          )}
          <Giver
            account={account}
            value={from}
            onChange={(userid) => void navigate({ search: { account, from: userid } })}
          />
          <span className="small muted">{t.memberHelp}</span>
        </div>
        {from !== undefined && <Load of={hanging}>{(found) => <Hanging of={found} />}</Load>}
      </section>
      {hanging.data && (
        <Sharing key={`${account} ${from}`} account={account} of={hanging.data} {...{ plan, isPlanning, error }} />
      )}
    </>
  )
}

function usePlanning() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: query.key() })
        await navigate({ to: '/transfers/$id', params: { id } })
      },
    }),
  )
  return { plan: create.mutate, isPlanning: create.isPending, error: create.error }
}

interface GiverProps {
  account: string
  value: string | undefined
  onChange(userid: string): void
}

/** Whose customers go over: members who have left, or have customers. */
function Giver({ account, value, onChange }: GiverProps) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const staff = useQuery(accountsApi.query.staff.queryOptions({ input: { id: account }, staleTime: 0 }))
  const all = (staff.data?.items ?? []).toSorted((a, b) => Number(b.leftAt !== null) - Number(a.leftAt !== null))
  const options = all.map(({ userid, name, leftAt, customers }) => ({
    value: userid,
    label: `${name} (${userid}) · ${leftAt ? t.left : t.inService} · ${t.customers} ${exact(customers, language)}`,
  }))
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t.member}
      placeholder={t.member}
      style={{ width: 'min(420px, 100%)' }}
      options={options}
      loading={staff.isLoading}
      {...(value === undefined ? {} : { value })}
      onChange={onChange}
    />
  )
}
