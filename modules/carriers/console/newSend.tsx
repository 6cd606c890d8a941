import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, DatePicker, Form, Input, Segmented, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import type { ComponentType } from 'react'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { accountsApi, sendsApi } from './api.tsx'
import { type Draft, MessageFields, messageOf, Phone } from './message.tsx'
import { Preview } from './preview.tsx'
import { sendWords } from './sendWords.tsx'
import { StaffPicker } from './staffPicker.tsx'

interface Values {
  account: string
  name: string
  segment: string
  staff?: string[]
  purpose: 'promotion' | 'service'
  startAt?: Dayjs | null
  message: Draft
}

/** Chooses one of the segments; the app gives it. */
export type SegmentChoice = ComponentType<{ value?: string; onChange?(value: string): void; id?: string }>

const { query } = sendsApi

/** Whom, what, when; who gets it and who does not is seen before anything is planned. */
export function NewSendPage({ Segments }: { Segments: SegmentChoice }) {
  const t = useText(sendWords)
  useTitle(t.create)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.create}</h1>
        <Link to="/sends">{t.title}</Link>
      </div>
      <Load of={accounts} rows={10}>
        {({ items }) => {
          const choices = items.filter(({ kind, on }) => kind === 'wecom' && on)
          return <Compose Segments={Segments} choices={choices.map(({ id, name }) => ({ value: id, label: name }))} />
        }}
      </Load>
    </div>
  )
}

interface ComposeProps {
  Segments: SegmentChoice
  choices: { value: string; label: string }[]
}

function Compose({ Segments, choices }: ComposeProps) {
  const t = useText(sendWords)
  const [form] = Form.useForm<Values>()
  const account = Form.useWatch('account', form) ?? choices[0]?.value
  const draft = Form.useWatch('message', form)
  const { preview, create } = useSending()
  const asked = ({ segment, staff, purpose, startAt }: Values) => ({
    ...{ account: account ?? '', segment, purpose },
    ...(staff?.length ? { staff } : {}),
    ...(startAt ? { startAt: startAt.toISOString() } : {}),
  })
  const look = async () => preview.mutate(asked(await form.validateFields()))
  const plan = async () => {
    const values = await form.validateFields()
    const content = messageOf(values.message)
    if (content) create.mutate({ ...asked(values), name: values.name, content })
  }
  const failed = create.error ?? preview.error
  return (
    <div className="two">
      <Form
        form={form}
        layout="vertical"
        className="card"
        initialValues={{ account: choices[0]?.value, purpose: 'promotion', message: {} }}
        onValuesChange={() => preview.reset()}
        onFinish={() => void (preview.data ? plan() : look())}
      >
        {failed !== null && (
          <Alert type="error" showIcon title={problemOf(failed).title} style={{ marginBottom: 16 }} />
        )}
        <Form.Item name="name" label={t.name} extra={t.nameHelp} rules={[{ required: true, max: 60 }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="account" label={t.account} hidden={choices.length < 2}>
          <Select options={choices} />
        </Form.Item>
        <Form.Item name="segment" label={t.audience} extra={t.audienceHelp} rules={[{ required: true }]}>
          <Segments />
        </Form.Item>
        <Form.Item name="purpose" label={t.purpose}>
          <Segmented
            options={[
              { value: 'promotion', label: t.purposes.promotion },
              { value: 'service', label: t.purposes.service },
            ]}
          />
        </Form.Item>
        <Form.Item name="staff" label={t.onlyStaff} extra={t.onlyStaffHelp}>
          <StaffPicker account={account} />
        </Form.Item>
        <MessageFields label={t.content} extra={t.contentHelp} needed />
        <Form.Item name="startAt" label={t.startAt} extra={t.startAtHelp}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
        <div className="row">
          <Button onClick={() => void look()} loading={preview.isPending}>
            {t.look}
          </Button>
          <Button type="primary" htmlType="submit" disabled={!preview.data} loading={create.isPending}>
            {t.plan}
          </Button>
        </div>
      </Form>
      <div className="stack">
        <Phone draft={draft} sample={(text) => text} />
        {preview.data && <Preview of={preview.data} />}
      </div>
    </div>
  )
}

function useSending() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const preview = useMutation(query.preview.mutationOptions())
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        await navigate({ to: '/sends/$id', params: { id } })
      },
    }),
  )
  return { preview, create }
}
