import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Radio, Select, Switch } from 'antd'
import type { ComponentType } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type LiveCode, liveApi } from './api.tsx'
import { type Draft, draftOf, setupOf } from './draft.tsx'
import { GroupFields, StaffFields, StoreFields } from './fields.tsx'
import { RuleFields } from './ruleFields.tsx'
import { liveWords } from './words.tsx'

const { query } = liveApi
const kinds = ['staff', 'group', 'store', 'aggregate'] as const

/** Picks tags; houses do not know each other's. */
export type TagChoice = ComponentType<{ value?: string[]; onChange?(value: string[]): void; id?: string }>

/** The form of a live code. */
export function LiveEditing({ of, close, Tags }: { of: LiveCode | 'new'; close(): void; Tags: TagChoice }) {
  const t = useText(liveWords)
  const before = of === 'new' ? null : of
  const quotas = useQuery(query.quotas.queryOptions())
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden size="large">
      {quotas.data && (
        <Fields
          before={before}
          accounts={quotas.data.items.map(({ account, name }) => ({ value: account, label: name }))}
          close={close}
          Tags={Tags}
        />
      )}
    </Drawer>
  )
}

interface Props {
  before: LiveCode | null
  accounts: { value: string; label: string }[]
  close(): void
  Tags: TagChoice
}

function Fields({ before, accounts, close, Tags }: Props) {
  const t = useText(liveWords)
  const [form] = Form.useForm<Draft>()
  const first = draftOf(before, accounts[0]?.value)
  const kind = Form.useWatch('kind', form) ?? first.kind
  const account = Form.useWatch('account', form) ?? first.account
  const delivery = Form.useWatch('delivery', form) ?? first.delivery
  const { save, error, isPending } = useSave(before, close)
  const isOurs = kind === 'staff' || kind === 'group'
  return (
    <Form form={form} layout="vertical" disabled={isPending} initialValues={first} onFinish={save} scrollToFirstError>
      <Form.Item name="kind" label={t.kind} extra={t.kindHelp[kind]}>
        <Radio.Group disabled={before !== null} options={kinds.map((value) => ({ value, label: t.kinds[value] }))} />
      </Form.Item>
      <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.required }]}>
        <Input maxLength={30} />
      </Form.Item>
      {isOurs && (
        // The only one goes without saying.
        <Form.Item name="account" label={t.account} hidden={accounts.length <= 1}>
          <Select disabled={before !== null} options={accounts} />
        </Form.Item>
      )}
      {kind === 'staff' && (
        <Form.Item name="delivery" label={t.delivery} extra={delivery === 'direct' ? t.deliveryHelp : undefined}>
          <Select
            disabled={before !== null}
            options={(['page', 'direct'] as const).map((value) => ({ value, label: t.deliveries[value] }))}
          />
        </Form.Item>
      )}
      {kind === 'staff' && <StaffFields account={account} isPage={delivery === 'page'} />}
      {kind === 'group' && <GroupFields account={account} />}
      {kind === 'store' && <StoreFields own={before?.id} />}
      {kind === 'aggregate' && <RuleFields own={before?.id} />}
      {kind === 'staff' && <Manner Tags={Tags} />}
      <Form.Item name="expiresAt" label={t.expiresAt} extra={t.forever}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="note" label={t.note}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      {error !== null && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t.save}
      </Button>
    </Form>
  )
}

/** What whoever comes by it is given and told. */
function Manner({ Tags }: { Tags: TagChoice }) {
  const t = useText(liveWords)
  return (
    <>
      <Form.Item name="source" label={t.source} extra={t.sourceHelp}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="welcome" label={t.welcome} extra={t.welcomeHelp}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 3 }} />
      </Form.Item>
      <Form.Item name="remark" label={t.remark} extra={t.remarkHelp}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="tags" label={t.tags}>
        <Tags />
      </Form.Item>
      <Form.Item name="skipVerify" label={t.skipVerify} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  )
}

function useSave(before: LiveCode | null, close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const onSettled = () =>
    Promise.all(
      [query.list.key(), query.get.key(), query.report.key()].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
  const create = useMutation(
    query.create.mutationOptions({
      onSettled,
      onSuccess: ({ id }) => {
        close()
        return navigate({ to: '/live-codes/$id', params: { id } })
      },
    }),
  )
  const change = useMutation(query.change.mutationOptions({ onSettled, onSuccess: close }))
  const save = (draft: Draft) => {
    const { kind, name, delivery, welcome, source, remark, note, expiresAt, tags, skipVerify } = draft
    const isOurs = kind === 'staff' || kind === 'group'
    const account = draft.account ?? before?.account ?? null
    const attachments = before?.welcome?.attachments ?? []
    const given = {
      ...{ name, setup: setupOf(draft), note: note ?? '', account: isOurs ? account : null },
      ...{ delivery: kind === 'staff' ? (delivery ?? 'page') : ('page' as const), tags: tags ?? [] },
      ...{ source: source?.trim() || null, remark: remark?.trim() || null, skipVerify: skipVerify ?? true },
      welcome: welcome?.trim() || attachments.length > 0 ? { text: welcome?.trim() ?? '', attachments } : null,
      expiresAt: expiresAt ? new Date(expiresAt).toISOString() : null,
    }
    if (before) change.mutate({ id: before.id, set: given })
    else create.mutate(given)
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}
