import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Select } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Load } from '#ui/states'
import { staff } from '../contract.ts'
import { entrySchema } from '../core/entry.ts'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    of: (name: string) => `${name} 是企业微信里的谁`,
    choose: '选择成员',
    unbind: '解绑',
    sure: '解绑后立刻退出登录，不能再从企业微信进来。',
    entry: '企业微信登录',
    lead: '员工在企业微信里打开侧边栏，或在登录页扫码，不用输密码。',
    saved: '已保存',
  },
  en: {
    of: (name: string) => `Who ${name} is in WeCom`,
    choose: 'Choose a member',
    unbind: 'Unbind',
    sure: 'They are logged out at once and cannot come in by WeCom any more.',
    entry: 'Login by WeCom',
    lead: 'Colleagues open the side bar in WeCom, or scan a code on the login page: no password is typed.',
    saved: 'Saved',
  },
})

interface Colleague {
  id: string
  name: string
  bindings: { account: string; member: string }[]
}

/** Whether there is anybody to be bound to. */
export const usePlatformMembers = () => useQuery(query.platformMembers.queryOptions()).data?.items ?? []

/** Who a colleague is at the platform: chosen from its members, or ended. */
export function Binding({ of }: { of: Colleague }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const members = usePlatformMembers()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.listStaff.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const bind = useMutation(query.bindMember.mutationOptions(settled))
  const unbind = useMutation(query.unbindMember.mutationOptions(settled))
  const [bound] = of.bindings
  if (bound) {
    const known = members.find(({ account, member }) => account === bound.account && member === bound.member)
    return (
      <span className="row">
        {known?.name ?? bound.member}
        <Popconfirm title={t.sure} onConfirm={() => unbind.mutate({ id: of.id, account: bound.account })}>
          <Button size="small" type="text">
            {t.unbind}
          </Button>
        </Popconfirm>
      </span>
    )
  }
  return (
    <Select
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 150 }}
      aria-label={t.of(of.name)}
      placeholder={t.choose}
      loading={bind.isPending}
      onChange={(key: string) => {
        const [account = '', ...rest] = key.split(' ')
        bind.mutate({ id: of.id, account, member: rest.join(' ') })
      }}
      options={members.map((one) => ({
        value: `${one.account} ${one.member}`,
        label: [one.name, ...one.departments, one.member].join(' · '),
      }))}
    />
  )
}

/** How members of the platform come in. */
export function Entry() {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const ways = useQuery(query.loginWays.queryOptions())
  const entry = useQuery(query.entry.queryOptions())
  const change = useMutation(
    query.changeEntry.mutationOptions({
      onSuccess: async () => {
        message.success(t.saved)
        await queries.invalidateQueries({ queryKey: query.entry.key() })
      },
    }),
  )
  if (!ways.data || ways.data.items.length === 0) return null
  return (
    <section className="card">
      <h2>{t.entry}</h2>
      <p className="muted">{t.lead}</p>
      <Load of={entry} rows={1}>
        {({ version, ...data }) => (
          <SchemaForm
            key={version}
            schema={entrySchema}
            initial={data}
            pending={change.isPending}
            error={change.error}
            onSubmit={(values) => change.mutate(values)}
          />
        )}
      </Load>
    </section>
  )
}
