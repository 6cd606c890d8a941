import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Select, Switch } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { handoverApi } from '../handover/api.tsx'
import { liveApi } from '../live/api.tsx'
import { type PaidLink, paidApi } from './api.tsx'
import { paidWords } from './words.tsx'

interface Values {
  name: string
  account: string
  staff: string[]
  page: string
  source?: string
  welcome?: string
  skipVerify: boolean
}

const { query } = paidApi

/** The form of an acquisition link. */
export function PaidEditing({ of, close }: { of: PaidLink | 'new'; close(): void }) {
  const t = useText(paidWords)
  const quotas = useQuery(liveApi.query.quotas.queryOptions())
  const pages = useQuery(handoverApi.query.list.queryOptions({ input: { limit: 200 } }))
  const before = of === 'new' ? null : of
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden>
      {quotas.data && pages.data && (
        <Fields
          before={before}
          accounts={quotas.data.items.map(({ account, name }) => ({ value: account, label: name }))}
          pages={pages.data.items.filter(({ on }) => on).map(({ id, name }) => ({ value: id, label: name }))}
          close={close}
        />
      )}
    </Drawer>
  )
}

interface Choice {
  value: string
  label: string
}

interface FieldsProps {
  before: PaidLink | null
  accounts: Choice[]
  pages: Choice[]
  close(): void
}

function Fields({ before, accounts, pages, close }: FieldsProps) {
  const t = useText(paidWords)
  const [form] = Form.useForm<Values>()
  const { save, error, isPending } = useSave(before, close)
  const account = Form.useWatch('account', form) ?? before?.account ?? accounts[0]?.value
  const staff = useQuery(
    liveApi.query.staff.queryOptions({ input: { account: account ?? '0' }, enabled: account !== undefined }),
  )
  const members = (staff.data?.members ?? [])
    .filter(({ fit }) => fit)
    .map(({ member, name }) => ({ value: member, label: `${name} (${member})` }))
  const needed = [{ required: true, message: t.required }]
  const initialValues = {
    ...{ name: before?.name, account: before?.account ?? accounts[0]?.value, staff: before ? [...before.staff] : [] },
    ...{ page: before?.page ?? pages[0]?.value, skipVerify: before?.skipVerify ?? true },
  }
  return (
    <Form form={form} layout="vertical" disabled={isPending} initialValues={initialValues} onFinish={save}>
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input maxLength={20} showCount />
      </Form.Item>
      <Form.Item name="account" label={t.account} hidden={accounts.length <= 1} rules={needed}>
        <Select disabled={before !== null} options={accounts} />
      </Form.Item>
      <Form.Item name="staff" label={t.staff} rules={needed}>
        <Select mode="multiple" options={members} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="page" label={t.page} rules={needed} extra={pages.length === 0 ? t.pageHelp : undefined}>
        <Select options={pages} />
      </Form.Item>
      {!before && (
        <>
          <Form.Item name="source" label={t.source}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="welcome" label={t.welcome}>
            <Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} />
          </Form.Item>
        </>
      )}
      <Form.Item name="skipVerify" label={t.skipVerify} valuePropName="checked">
        <Switch />
      </Form.Item>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={problemOf(error).title}
          description={problemOf(error).detail}
          style={{ marginBottom: 16 }}
        />
      )}
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t.save}
      </Button>
    </Form>
  )
}

function useSave(before: PaidLink | null, close: () => void) {
  const queries = useQueryClient()
  const done = {
    onSuccess: close,
    onSettled: () =>
      Promise.all([query.list.key(), query.quotas.key()].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  }
  const create = useMutation(query.create.mutationOptions(done))
  const change = useMutation(query.change.mutationOptions(done))
  const save = ({ source, welcome, account, ...plain }: Values) => {
    if (before) return change.mutate({ id: before.id, ...plain })
    const said = welcome?.trim()
    create.mutate({
      ...{ ...plain, account, source: source?.trim() || null },
      welcome: said ? { text: said, attachments: [] } : null,
    })
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}
