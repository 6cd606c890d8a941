import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Form, Input, Select, Table } from 'antd'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { type HangingOn, type SharedOut, transfersApi } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

const { query } = transfersApi
const parts = ['customers', 'chats', 'codes'] as const

interface Values {
  to: string[]
  what: (typeof parts)[number][]
  message?: string
}

interface Props {
  account: string
  of: HangingOn
  plan(asked: Parameters<typeof transfersApi.client.create>[0]): void
  isPlanning: boolean
  error: unknown
}

/** Who takes it, seen before anything leaves. */
export function Sharing({ account, of, plan, isPlanning, error }: Props) {
  const t = useText(transferWords)
  const may = useMay()
  const [form] = Form.useForm<Values>()
  const preview = useMutation(query.preview.mutationOptions())
  const asked = ({ to, what }: Values) => ({
    ...{ account, from: of.member.userid, to },
    ...(Object.fromEntries(parts.map((part) => [part, what.includes(part)])) as Record<
      (typeof parts)[number],
      boolean
    >),
  })
  const begin = (values: Values) => {
    if (!preview.data) return preview.mutate(asked(values))
    const message = values.message?.trim()
    plan({ ...asked(values), ...(message && !of.member.left ? { message } : {}) })
  }
  const failed = error ?? preview.error
  if (of.customers + of.chats.length + of.codes.length === 0) return <Alert type="info" showIcon title={t.nothing} />
  return (
    <div className="two">
      <Form
        form={form}
        layout="vertical"
        className="card"
        initialValues={{ to: [], what: [...parts] }}
        onValuesChange={() => preview.reset()}
        onFinish={begin}
      >
        {failed !== null && <Alert type="error" showIcon title={problemOf(failed).title} />}
        <Form.Item name="to" label={t.to} extra={t.toHelp} rules={[{ required: true, type: 'array', min: 1, max: 20 }]}>
          <Takers of={of} />
        </Form.Item>
        <Form.Item name="what" label={t.what} rules={[{ type: 'array', min: 1 }]}>
          <Checkbox.Group options={parts.map((value) => ({ value, label: t[value] }))} />
        </Form.Item>
        {!of.member.left && (
          <Form.Item name="message" label={t.message} extra={t.messageHelp}>
            <Input.TextArea maxLength={200} autoSize={{ minRows: 2, maxRows: 4 }} />
          </Form.Item>
        )}
        <div className="row">
          <Button
            loading={preview.isPending}
            onClick={() => void form.validateFields().then((v) => preview.mutate(asked(v)))}
          >
            {t.look}
          </Button>
          {may('carriers:write') && (
            <Button type="primary" htmlType="submit" disabled={!preview.data} loading={isPlanning}>
              {t.plan}
            </Button>
          )}
        </div>
      </Form>
      <div className="stack">
        {preview.data && <Preview of={preview.data} />}
        <section className="card" aria-label={t.limits}>
          <h2>{t.limits}</h2>
          <ul>
            {t.limitList.map((line) => (
              <li key={line} className="small">
                {line}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  )
}

interface TakersProps {
  of: HangingOn
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

function Takers({ of, ...props }: TakersProps) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const options = of.takers.map(({ userid, name, customers, room }) => ({
    value: userid,
    label: `${name} (${userid}) · ${t.customersOf(exact(customers, language), exact(room, language))}`,
    disabled: room === 0,
  }))
  return <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} {...props} />
}

function Preview({ of }: { of: SharedOut }) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <section className="card stack" aria-label={t.share}>
      <h2>{t.share}</h2>
      {of.noRoom > 0 && <Alert type="warning" showIcon title={t.noRoom(n(of.noRoom))} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label={t.share}>
        <Table
          size="small"
          rowKey={(row) => row.userid}
          dataSource={of.takers}
          pagination={false}
          columns={[
            { title: t.taker, dataIndex: 'name' },
            { title: t.now, align: 'right', render: (_, row) => n(row.now) },
            { title: t.gets, align: 'right', render: (_, row) => <strong>{n(row.customers)}</strong> },
            { title: t.getsChats, align: 'right', render: (_, row) => n(row.chats) },
          ]}
        />
      </section>
      {of.codes > 0 && <p className="small">{t.codesTo(n(of.codes))}</p>}
      <p className="small muted">{t.hold}</p>
    </section>
  )
}
