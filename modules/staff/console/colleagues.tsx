import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Popconfirm, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { NewColleague, staff } from '../contract.ts'
import { roleNames, roles } from '../core/rights.ts'
import { Binding, usePlatformMembers } from './binding.tsx'
import { Scope } from './scope.tsx'

const { query, client } = apiOf(staff)

type Account = Awaited<ReturnType<typeof client.listStaff>>['items'][number]

const words = texts({
  zh: {
    title: '成员',
    add: '添加成员',
    name: '姓名',
    account: '账号',
    newPassword: '新密码',
    rule: '至少 8 个字符，请本人登录后修改',
    role: '角色',
    binding: '企业微信成员',
    scope: '能看的客户',
    seen: '最近登录',
    state: '状态',
    active: '正常',
    disabled: '已停用',
    disable: '停用',
    enable: '启用',
    sure: '停用后立刻退出登录，做过的事保留姓名。',
    reset: '重设密码',
    saved: '已保存',
    roleOf: (name: string) => `${name} 的角色`,
    resetOf: (name: string) => `重设 ${name} 的密码`,
  },
  en: {
    title: 'Colleagues',
    add: 'Add a colleague',
    name: 'Name',
    account: 'Account',
    newPassword: 'New password',
    rule: 'At least 8 characters; they change it themselves',
    role: 'Role',
    binding: 'Member in WeCom',
    scope: 'Sees customers of',
    seen: 'Last login',
    state: 'State',
    active: 'Active',
    disabled: 'Disabled',
    disable: 'Disable',
    enable: 'Enable',
    sure: 'They are logged out at once; their name stays on what they did.',
    reset: 'Set password',
    saved: 'Saved',
    roleOf: (name: string) => `Role of ${name}`,
    resetOf: (name: string) => `Set the password of ${name}`,
  },
})

/** Who works here: adding somebody, their role, a new password, leaving. */
export function Colleagues() {
  const t = useText(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [resetting, setResetting] = useState<Account | null>(null)
  const list = useQuery(query.listStaff.queryOptions())
  const hasMembers = usePlatformMembers().length > 0
  const change = useMutation(
    query.changeStaff.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: query.listStaff.key() })
        message.success(t.saved)
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <section className="card">
      <h2>
        {t.title}
        <span className="grow" />
        <Button onClick={() => setAdding(true)}>{t.add}</Button>
      </h2>
      <Load of={list}>
        {({ items }) => (
          <Table
            rowKey="id"
            size="small"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={items}
            columns={[
              { title: t.name, dataIndex: 'name' },
              { title: t.account, dataIndex: 'account' },
              {
                title: t.role,
                render: (_, row) => (
                  <Select
                    size="small"
                    aria-label={t.roleOf(row.name)}
                    value={row.role}
                    onChange={(role) => change.mutate({ id: row.id, role })}
                    options={roles.map((value) => ({ value, label: roleNames[value][language] }))}
                    style={{ minWidth: 150 }}
                  />
                ),
              },
              ...(hasMembers
                ? [
                    { title: t.binding, render: (_: unknown, row: Account) => <Binding of={row} /> },
                    { title: t.scope, render: (_: unknown, row: Account) => <Scope of={row} /> },
                  ]
                : []),
              { title: t.seen, render: (_, row) => <Time at={row.lastSeenAt} /> },
              {
                title: t.state,
                render: (_, row) => <Tag>{row.disabledAt ? t.disabled : t.active}</Tag>,
              },
              {
                title: '',
                render: (_, row) => (
                  <Actions
                    row={row}
                    reset={() => setResetting(row)}
                    set={(disabled) => change.mutate({ id: row.id, disabled })}
                  />
                ),
              },
            ]}
          />
        )}
      </Load>
      <Add open={adding} close={() => setAdding(false)} />
      <Reset of={resetting} close={() => setResetting(null)} save={(id, password) => change.mutate({ id, password })} />
    </section>
  )
}

function Actions({ row, reset, set }: { row: Account; reset(): void; set(disabled: boolean): void }) {
  const t = useText(words)
  return (
    <span className="row">
      <Button size="small" onClick={reset}>
        {t.reset}
      </Button>
      {row.disabledAt ? (
        <Button size="small" onClick={() => set(false)}>
          {t.enable}
        </Button>
      ) : (
        <Popconfirm title={t.sure} onConfirm={() => set(true)}>
          <Button size="small" danger>
            {t.disable}
          </Button>
        </Popconfirm>
      )}
    </span>
  )
}

function Add({ open, close }: { open: boolean; close(): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const [form] = Form.useForm()
  const add = useMutation(
    query.addStaff.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: query.listStaff.key() })
        close()
      },
    }),
  )
  return (
    <Modal
      title={t.add}
      open={open}
      onCancel={close}
      okText={t.add}
      okButtonProps={{ loading: add.isPending }}
      onOk={form.submit}
      destroyOnHidden
    >
      <SchemaForm
        schema={NewColleague}
        initial={{ role: 'operator' }}
        form={form}
        pending={add.isPending}
        error={add.error}
        onSubmit={(values) => add.mutate(values)}
        submit={null}
      />
    </Modal>
  )
}

function Reset({ of, close, save }: { of: Account | null; close(): void; save(id: string, password: string): void }) {
  const t = useText(words)
  const [password, setPassword] = useState('')
  const done = () => {
    if (of) save(of.id, password)
    setPassword('')
    close()
  }
  return (
    <Modal
      title={of ? t.resetOf(of.name) : ''}
      open={of !== null}
      onCancel={close}
      onOk={done}
      okText={t.reset}
      okButtonProps={{ disabled: password.length < 8 }}
      destroyOnHidden
    >
      <Input.Password
        value={password}
        aria-label={t.newPassword}
        placeholder={t.rule}
        autoComplete="new-password"
        onChange={(event) => setPassword(event.target.value)}
      />
    </Modal>
  )
}
