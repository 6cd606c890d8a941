import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Select } from 'antd'
import type { ComponentType } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { accountsApi } from './accountsApi.tsx'
import { phonesApi } from './phonesApi.tsx'
import { phoneWords } from './phoneWords.tsx'
import { StaffPicker } from './staffPicker.tsx'

const { query } = phonesApi

/** A member and day; beyond some 25 the platform throttles (operator.md B23). */
const caps = [5, 10, 15, 20, 25, 30, 40]

interface Values {
  account?: string
  name: string
  from: 'text' | 'segment'
  text?: string
  segment?: string
  staff: string[]
  hello?: string
  cap: number
  basis: string
}

interface Props {
  Segments: ComponentType<{ value?: string; onChange?(value: string): void; id?: string }>
  /** Whose numbers, to begin with. */
  segment?: string | undefined
  close(): void
}

/** Gives numbers out: whose, to whom, how many a day, and by what right. */
export function NewPhoneListForm({ Segments, segment: begin, close }: Props) {
  const t = useText(phoneWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const from = Form.useWatch('from', form) ?? 'text'
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const choices = (accounts.data?.items ?? []).filter(({ on, staff }) => on && staff > 0)
  const account = Form.useWatch('account', form) ?? choices[0]?.id
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: ({ phones, left: { wrong, known, refused } }) => {
        void message.success(t.given(phones.all))
        if (wrong + known + refused > 0) void message.info(t.left(wrong, known, refused), 8)
        close()
      },
      onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    }),
  )
  const send = ({ from: source, text, segment, hello = '', ...rest }: Values) =>
    create.mutate({ ...rest, account: account ?? '', hello, ...(source === 'text' ? { text } : { segment }) })
  return (
    <Drawer title={t.create} open onClose={close} destroyOnHidden size="large">
      <Form
        form={form}
        layout="vertical"
        disabled={create.isPending}
        initialValues={{ cap: 25, staff: [], ...(begin ? { from: 'segment', segment: begin } : { from: 'text' }) }}
        onFinish={send}
      >
        {create.error && (
          <Alert type="error" showIcon title={problemOf(create.error).title} style={{ marginBottom: 16 }} />
        )}
        {choices.length > 1 && (
          <Form.Item name="account" label={t.account} initialValue={choices[0]?.id}>
            <Select options={choices.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        )}
        <Form.Item name="name" label={t.name} rules={[{ required: true, max: 40 }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="from" label={t.from}>
          <Select
            options={[
              { value: 'text', label: t.text },
              { value: 'segment', label: t.segment },
            ]}
          />
        </Form.Item>
        {from === 'text' ? (
          <Form.Item name="text" label={t.text} extra={t.textHelp} rules={[{ required: true }]}>
            <Input.TextArea rows={6} />
          </Form.Item>
        ) : (
          <Form.Item name="segment" label={t.segment} rules={[{ required: true }]}>
            <Segments />
          </Form.Item>
        )}
        <Form.Item name="staff" label={t.staff} rules={[{ required: true, type: 'array', min: 1 }]}>
          <StaffPicker account={account} />
        </Form.Item>
        <Form.Item name="cap" label={t.cap} extra={t.capHelp} rules={[{ required: true }]}>
          <Select options={caps.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="hello" label={t.hello}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name="basis" label={t.basis} extra={t.basisHelp} rules={[{ required: true, min: 2, max: 200 }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
