import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Select } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { staff } from '../contract.ts'
import { type ScopeKind, scopeNames, scopes } from '../core/scope.ts'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    of: (name: string) => `${name} 能看哪些客户`,
    which: (name: string) => `${name} 能看的部门`,
    choose: '选择部门',
  },
  en: {
    of: (name: string) => `Customers that ${name} sees`,
    which: (name: string) => `Departments that ${name} sees`,
    choose: 'Choose departments',
  },
})

interface Colleague {
  id: string
  name: string
  role: string
  scope: ScopeKind
  scopeDepartments: string[]
}

/** Whose customers a colleague sees; an admin sees everybody. */
export function Scope({ of }: { of: Colleague }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const departments = useQuery({ ...query.platformDepartments.queryOptions(), enabled: of.scope === 'custom' })
  const change = useMutation(
    query.changeStaff.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.listStaff.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  if (of.role === 'admin') return scopeNames.all[language]
  return (
    <span className="row">
      <Select
        size="small"
        aria-label={t.of(of.name)}
        value={of.scope}
        onChange={(scope) => change.mutate({ id: of.id, scope })}
        options={scopes.map((value) => ({ value, label: scopeNames[value][language] }))}
        style={{ minWidth: 130 }}
      />
      {of.scope === 'custom' && (
        <Select
          mode="multiple"
          size="small"
          aria-label={t.which(of.name)}
          placeholder={t.choose}
          value={of.scopeDepartments}
          onChange={(scopeDepartments) => change.mutate({ id: of.id, scopeDepartments })}
          options={(departments.data?.items ?? []).map(({ department, name }) => ({ value: department, label: name }))}
          style={{ minWidth: 180 }}
        />
      )}
    </span>
  )
}
