import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { Alert, App, Button, Form, Input, Popconfirm, Segmented, Table } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { staff, WorkspaceChange } from '../contract.ts'
import { Entry } from './binding.tsx'
import { Colleagues } from './colleagues.tsx'
import { GoalForm } from './goal.tsx'
import { Password } from './password.tsx'
import { settingsWords as words } from './settingsWords.tsx'

const { query } = apiOf(staff)

export function SettingsPage() {
  const t = useText(words)
  useTitle(t.title)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <Link to="/settings/identity">{t.identity}</Link>
      </div>
      <div className="two">
        <div className="stack">
          <Mine />
          <Workspace />
        </div>
        <div className="stack">
          <Goal />
          <Entry />
        </div>
      </div>
      <Colleagues />
      <Keys />
    </div>
  )
}

function Mine() {
  const t = useText(words)
  const router = useRouter()
  const queries = useQueryClient()
  const { language, setLanguage } = usePreferences()
  const me = useQuery(query.me.queryOptions())
  const logout = useMutation(
    query.logout.mutationOptions({
      onSuccess: () => {
        queries.clear()
        void router.navigate({ to: '/login' })
      },
    }),
  )
  return (
    <section className="card">
      <h2>
        {t.mine} <span className="muted">{me.data?.name}</span>
      </h2>
      <dl className="facts">
        <dt>{t.language}</dt>
        <dd>
          <Segmented
            value={language}
            onChange={setLanguage}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </dd>
      </dl>
      <Password />
      <Button style={{ marginTop: 16 }} onClick={() => logout.mutate(undefined)}>
        {t.logout}
      </Button>
    </section>
  )
}

function Workspace() {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const workspace = useQuery(query.workspace.queryOptions())
  const change = useMutation(
    query.changeWorkspace.mutationOptions({
      onSuccess: async () => {
        message.success(t.saved)
        // Days and scopes of every number follow.
        await queries.invalidateQueries()
      },
    }),
  )
  return (
    <section className="card">
      <h2>{t.workspace}</h2>
      <Load of={workspace} rows={3}>
        {({ version, ...data }) => (
          <SchemaForm
            key={version}
            schema={WorkspaceChange}
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

function Goal() {
  const t = useText(words)
  const { message } = App.useApp()
  return (
    <section className="card" id="goal">
      <h2>{t.goal}</h2>
      <GoalForm onSaved={() => void message.success(t.saved)}>
        {({ pending, clear }) => (
          <div className="row">
            <Button htmlType="submit" loading={pending}>
              {t.save}
            </Button>
            {clear && (
              <Button type="text" onClick={clear}>
                {t.clear}
              </Button>
            )}
          </div>
        )}
      </GoalForm>
    </section>
  )
}

function Keys() {
  const t = useText(words)
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const list = useQuery(query.listKeys.queryOptions())
  const refresh = () => queries.invalidateQueries({ queryKey: query.listKeys.key() })
  const create = useMutation(
    query.createKey.mutationOptions({
      onSuccess: async (made) => {
        await refresh()
        modal.success({ title: t.onlyNow, content: <code style={{ overflowWrap: 'anywhere' }}>{made.key}</code> })
      },
    }),
  )
  const revoke = useMutation(query.revokeKey.mutationOptions({ onSuccess: refresh }))
  return (
    <section className="card">
      <h2>{t.keys}</h2>
      {create.error && <Alert type="error" showIcon title={problemOf(create.error).title} />}
      <Form
        layout="inline"
        onFinish={({ name }) => create.mutate({ name, rights: ['*'] })}
        style={{ marginBottom: 16, gap: 8 }}
      >
        <Form.Item name="name" rules={[{ required: true, max: 64 }]}>
          <Input placeholder={t.name} aria-label={t.name} />
        </Form.Item>
        <Button htmlType="submit" loading={create.isPending}>
          {t.create}
        </Button>
      </Form>
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
              { title: t.hint, dataIndex: 'hint', render: (hint: string) => <code>…{hint}</code> },
              { title: t.rights, render: (_, row) => row.rights.join(', ') },
              { title: t.made, render: (_, row) => <Time at={row.createdAt} /> },
              { title: t.used, render: (_, row) => <Time at={row.lastUsedAt} /> },
              {
                title: '',
                render: (_, row) =>
                  row.revokedAt ? (
                    <span className="muted">{t.revoked}</span>
                  ) : (
                    <Popconfirm title={t.sure} onConfirm={() => revoke.mutate({ id: row.id })}>
                      <Button size="small" danger>
                        {t.revoke}
                      </Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
        )}
      </Load>
    </section>
  )
}
