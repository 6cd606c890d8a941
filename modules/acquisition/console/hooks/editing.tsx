import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Select } from 'antd'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { newnesses } from '../../core/hook.ts'
import { type Hook, hooksApi, type Kind } from './api.tsx'
import { type Draft, draftOf, givenOf } from './draft.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi

/** The form of a hook. */
export function HookEditing({ of, close }: { of: Hook | 'new'; close(): void }) {
  const t = useText(hookWords)
  const kinds = useQuery(query.kinds.queryOptions())
  return (
    <Drawer title={of === 'new' ? t.create : t.edit} open onClose={close} destroyOnHidden size="large">
      {kinds.data && <Fields before={of === 'new' ? null : of} kinds={kinds.data.items} close={close} />}
    </Drawer>
  )
}

const amount = /^\d{1,7}(\.\d{1,2})?$/

function Fields({ before, kinds, close }: { before: Hook | null; kinds: Kind[]; close(): void }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const [form] = Form.useForm<Draft>()
  const first = draftOf(before, kinds)
  const chosen = Form.useWatch('kind', form) ?? first.kind
  const kind = kinds.find((one) => one.kind === chosen) ?? kinds[0]
  const { save, error, isPending } = useSave(before, close)
  const needed = { required: true, message: t.required }
  const bounds = kind && t.costHelp(money(kind.cost.least, language), money(kind.cost.most, language))
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={isPending}
      initialValues={first}
      onFinish={(draft) => kind && save(draft, kind)}
      scrollToFirstError
    >
      <Form.Item name="kind" label={t.kind} extra={kind?.help[language]}>
        <Select
          disabled={before !== null}
          options={kinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
        />
      </Form.Item>
      <Form.Item name="name" label={t.name} extra={t.nameHelp} rules={[needed]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="title" label={t.heading} extra={t.headingHelp} rules={[needed]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="organiser" label={t.organiser} extra={t.organiserHelp} rules={[needed]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="text" label={t.text} extra={t.textHelp}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 3 }} />
      </Form.Item>
      {kind?.handed === 'code' && (
        <Form.Item name="use" label={t.use}>
          <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
        </Form.Item>
      )}
      {kind?.handed === 'page' && (
        <Form.Item name="url" label={t.address} rules={[needed, { type: 'url', message: t.wrongAddress }]}>
          <Input maxLength={2000} />
        </Form.Item>
      )}
      <Form.Item name="cost" label={t.cost} extra={bounds} rules={[needed, { pattern: amount, message: t.wrongCost }]}>
        <Input inputMode="decimal" />
      </Form.Item>
      <Bounds />
      {error !== null && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t.save}
      </Button>
    </Form>
  )
}

/** How much of it there is, for whom, and when. */
function Bounds() {
  const t = useText(hookWords)
  return (
    <>
      <div className="row top">
        <Form.Item
          name="stock"
          label={t.stock}
          extra={t.noBound}
          className="grow"
          rules={[{ pattern: /^\d{0,8}$/, message: t.wrongCost }]}
        >
          <Input inputMode="numeric" />
        </Form.Item>
        <Form.Item
          name="budget"
          label={t.budget}
          extra={t.budgetHelp}
          className="grow"
          rules={[{ pattern: /^(\d{1,10}(\.\d{1,2})?)?$/, message: t.wrongCost }]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
      </div>
      <Form.Item name="newness" label={t.newness}>
        <Select options={newnesses.map((value) => ({ value, label: t.newnesses[value] }))} />
      </Form.Item>
      <div className="row top">
        <Form.Item name="startsAt" label={t.startsAt} className="grow">
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="endsAt" label={t.endsAt} className="grow">
          <Input type="datetime-local" />
        </Form.Item>
      </div>
    </>
  )
}

function useSave(before: Hook | null, close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const onSettled = () => queries.invalidateQueries({ queryKey: query.key() })
  const create = useMutation(
    query.create.mutationOptions({
      onSettled,
      onSuccess: ({ id }) => {
        close()
        return navigate({ to: '/campaign-hooks/$id', params: { id } })
      },
    }),
  )
  const change = useMutation(query.change.mutationOptions({ onSettled, onSuccess: close }))
  const save = (draft: Draft, kind: Kind) => {
    const given = givenOf(draft, kind)
    if (before) change.mutate({ id: before.id, ...given })
    else create.mutate({ kind: kind.kind, ...given })
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}
