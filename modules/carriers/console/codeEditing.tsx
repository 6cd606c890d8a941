import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Select, Switch } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { variables } from '../core/welcome.ts'
import { accountsApi } from './accountsApi.tsx'
import { type Code, codesApi } from './codesApi.tsx'
import { codeWords } from './codeWords.tsx'
import { type Draft, draftOf, MessageFields, messageOf, Phone } from './message.tsx'
import { StaffPicker } from './staffPicker.tsx'

interface Values {
  account: string
  name: string
  staff: string[]
  source?: string
  skipVerify: boolean
  message: Draft
}

const { query } = codesApi

/** The form of a staff code, with its welcome as the customer sees it. */
export function CodeEditing({ of, close }: { of: Code | 'new'; close(): void }) {
  const t = useText(codeWords)
  const before = of === 'new' ? null : of
  const [form] = Form.useForm<Values>()
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const choices = (accounts.data?.items ?? []).filter(({ kind, on }) => kind === 'wecom' && on)
  const account = Form.useWatch('account', form) ?? before?.account ?? choices[0]?.id
  const draft = Form.useWatch('message', form)
  const { save, error, isPending } = useSave(before, close)
  const sample = (text: string) => text.replaceAll('{{客户昵称}}', '小林').replaceAll('{{员工姓名}}', '王店长')
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden size="large">
      {accounts.data && (
        <Form
          form={form}
          layout="vertical"
          disabled={isPending}
          initialValues={{
            ...{ account: before?.account ?? choices[0]?.id, name: before?.name, staff: before?.staff ?? [] },
            ...{ source: before?.source, skipVerify: before?.skipVerify ?? true, message: draftOf(before?.welcome) },
          }}
          onFinish={save}
        >
          {error !== null && (
            <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />
          )}
          {choices.length > 1 && (
            <Form.Item name="account" label={t.account} rules={[{ required: true }]}>
              <Select
                disabled={before !== null}
                options={choices.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Form.Item>
          )}
          <Form.Item name="name" label={t.name} rules={[{ required: true, max: 30 }]}>
            <Input maxLength={30} />
          </Form.Item>
          <Form.Item
            name="staff"
            label={t.staff}
            extra={t.staffHelp}
            rules={[{ required: true, type: 'array', min: 1 }]}
          >
            <StaffPicker account={account} />
          </Form.Item>
          <Form.Item name="source" label={t.source} extra={t.sourceHelp}>
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item name="skipVerify" label={t.skipVerify} valuePropName="checked">
            <Switch />
          </Form.Item>
          <MessageFields label={t.welcome} extra={t.welcomeHelp(variables.map((one) => `{{${one}}}`).join(' '))} />
          <Phone draft={draft} sample={sample} />
          <Button type="primary" htmlType="submit" loading={isPending}>
            {t.save}
          </Button>
        </Form>
      )}
    </Drawer>
  )
}

function useSave(before: Code | null, close: () => void) {
  const queries = useQueryClient()
  const done = {
    onSuccess: close,
    onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
  }
  const create = useMutation(query.create.mutationOptions(done))
  const change = useMutation(query.change.mutationOptions(done))
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const save = ({ message, source, account, ...rest }: Values) => {
    const welcome = messageOf(message, before?.welcome)
    if (before) {
      change.mutate({ id: before.id, ...rest, source: source?.trim() || null, welcome })
      return
    }
    const first = accounts.data?.items.find(({ kind, on }) => kind === 'wecom' && on)
    const of = account ?? first?.id ?? ''
    create.mutate({
      account: of,
      ...rest,
      ...(source?.trim() ? { source: source.trim() } : {}),
      ...(welcome ? { welcome } : {}),
    })
  }
  return { save, error: before ? change.error : create.error, isPending: create.isPending || change.isPending }
}
