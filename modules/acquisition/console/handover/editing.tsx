import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, type FormInstance, Input, Select, Switch } from 'antd'
import { type ComponentType, Suspense } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { liveApi } from '../live/api.tsx'
import { type HandoverPage, handoverApi } from './api.tsx'
import { handoverWords } from './words.tsx'

const HandoverPhone = later(() => import('./phone.tsx').then((module) => module.HandoverPhone))

/** Picks a mini program that is connected; houses do not know each other's accounts. */
export type MiniChoice = ComponentType<{ value?: string; onChange?(value: string | undefined): void; id?: string }>

interface Values {
  name: string
  title: string
  text?: string
  account: string
  staff: string[]
  source?: string
  welcome?: string
  keepDays: number
  through: boolean
  mini?: string
  miniPath?: string
}

interface Props {
  of: HandoverPage | 'new'
  close(): void
  Minis: MiniChoice
}

/** The form of a hand-over page, with the page beside it. */
export function HandoverEditing({ of, close, Minis }: Props) {
  const t = useText(handoverWords)
  const quotas = useQuery(liveApi.query.quotas.queryOptions())
  const before = of === 'new' ? null : of
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden size="large">
      {quotas.data && (
        <Fields
          before={before}
          accounts={quotas.data.items.map(({ account, name }) => ({ value: account, label: name }))}
          close={close}
          Minis={Minis}
        />
      )}
    </Drawer>
  )
}

type FieldsProps = Omit<Props, 'of'> & { before: HandoverPage | null; accounts: { value: string; label: string }[] }

function Fields({ before, accounts, close, Minis }: FieldsProps) {
  const t = useText(handoverWords)
  const [form] = Form.useForm<Values>()
  const { save, error, isPending } = useSave(before, close)
  const first = valuesOf(before, accounts[0]?.value)
  const account = Form.useWatch('account', form) ?? first.account
  const mini = Form.useWatch('mini', form) ?? first.mini
  return (
    <Form form={form} layout="vertical" disabled={isPending} initialValues={first} onFinish={save} scrollToFirstError>
      <div className="two">
        <div>
          <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.required }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="title" label={t.heading} rules={[{ required: true, whitespace: true, message: t.required }]}>
            <Input maxLength={40} showCount />
          </Form.Item>
          <Form.Item name="text" label={t.text} extra={t.textHelp}>
            <Input.TextArea maxLength={300} showCount autoSize={{ minRows: 2 }} />
          </Form.Item>
        </div>
        <Preview form={form} first={first} url={before?.url ?? `${location.origin}/m/go/`} />
      </div>
      <Form.Item name="account" label={t.account} hidden={accounts.length <= 1} rules={[{ required: true }]}>
        <Select disabled={before !== null} options={accounts} />
      </Form.Item>
      <Form.Item name="staff" label={t.staff} rules={[{ required: true, message: t.needStaff }]}>
        <Members account={account} />
      </Form.Item>
      <Form.Item name="source" label={t.source} extra={t.sourceHelp}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="welcome" label={t.welcome} extra={t.welcomeHelp}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Form.Item name="through" label={t.through} extra={t.throughHelp} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="keepDays" label={t.keepDays} rules={[{ required: true, message: t.required }]}>
        <Input type="number" min={1} max={365} style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="mini" label={t.mini} extra={t.miniHelp}>
        <Minis />
      </Form.Item>
      {mini && (
        <Form.Item name="miniPath" label={t.miniPath}>
          <Input maxLength={512} placeholder="pages/index" />
        </Form.Item>
      )}
      {error !== null && <Problem error={error} />}
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t.save}
      </Button>
    </Form>
  )
}

function Problem({ error }: { error: unknown }) {
  const { title, detail } = problemOf(error)
  return <Alert type="error" showIcon title={title} description={detail} style={{ marginBottom: 16 }} />
}

function Preview({ form, first, url }: { form: FormInstance<Values>; first: Partial<Values>; url: string }) {
  const title = Form.useWatch('title', form) ?? first.title ?? ''
  const text = Form.useWatch('text', form) ?? first.text ?? ''
  return (
    <Suspense>
      <HandoverPhone title={title} text={text} url={url} />
    </Suspense>
  )
}

interface MembersProps {
  account: string | undefined
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

function Members({ account, ...props }: MembersProps) {
  const staff = useQuery(
    liveApi.query.staff.queryOptions({
      input: { account: account ?? '0' },
      enabled: account !== undefined,
      staleTime: 0,
    }),
  )
  const options = (staff.data?.members ?? [])
    .filter(({ fit }) => fit)
    .map(({ member, name }) => ({ value: member, label: `${name} (${member})` }))
  return (
    <Select
      mode="multiple"
      options={options}
      loading={staff.isLoading}
      showSearch={{ optionFilterProp: 'label' }}
      {...props}
    />
  )
}

const valuesOf = (before: HandoverPage | null, account: string | undefined): Partial<Values> => ({
  ...(before
    ? {
        ...{ name: before.name, title: before.title, text: before.text, staff: [...before.staff] },
        ...{ account: before.account, source: before.source ?? '', welcome: before.welcome?.text ?? '' },
        ...(before.mini ? { mini: before.mini.account, miniPath: before.mini.path } : {}),
      }
    : { staff: [], ...(account === undefined ? {} : { account }) }),
  keepDays: before?.keepDays ?? 30,
  through: before?.through ?? true,
})

function useSave(before: HandoverPage | null, close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { query } = handoverApi
  const onSettled = () =>
    Promise.all([query.list.key(), query.get.key()].map((queryKey) => queries.invalidateQueries({ queryKey })))
  const create = useMutation(
    query.create.mutationOptions({
      onSettled,
      onSuccess: ({ id }) => {
        close()
        return navigate({ to: '/handover-pages/$id', params: { id } })
      },
    }),
  )
  const change = useMutation(query.change.mutationOptions({ onSettled, onSuccess: close }))
  const save = ({ account, mini, miniPath, welcome, source, text, ...plain }: Values) => {
    const attachments = before?.welcome?.attachments ?? []
    const given = {
      ...{ ...plain, keepDays: Number(plain.keepDays), text: text?.trim() ?? '', source: source?.trim() || null },
      welcome: welcome?.trim() || attachments.length > 0 ? { text: welcome?.trim() ?? '', attachments } : null,
      mini: mini ? { account: mini, path: miniPath?.trim() ?? '', query: before?.mini?.query ?? '' } : null,
    }
    if (before) change.mutate({ id: before.id, ...given })
    else create.mutate({ ...given, account })
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}
