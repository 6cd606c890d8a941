import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Segmented, Select } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { partnerKinds, platformNames } from '../../core/partnerShapes.ts'
import { taxCategories } from '../../core/partners/statement.ts'
import { type Lent, type Partner, useFresh } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = partnersApi

type Given = Parameters<typeof client.create>[0]
type Values = Omit<Given, 'platforms'> & {
  readonly platforms?: readonly {
    platform: (typeof platformNames)[number]
    account: string
    followers?: string | number | null
  }[]
}

interface Props extends Pick<Lent, 'Find'> {
  readonly of: Partner | 'new'
  /** What is known of a new one. */
  readonly start?: Partial<Given>
  close(): void
}

/** The form of a partner. What is sealed is not shown: left empty it stays. */
export function PartnerEditing({ of, start, close, Find }: Props) {
  const t = useText(partnerWords)
  const before = of === 'new' ? null : of
  const { save, error, isPending } = useSave(before, close)
  const initialValues = before ? openOf(before) : { kind: 'kol', tax: 'labour', platforms: [], tags: [], ...start }
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden size="large">
      <Form layout="vertical" disabled={isPending} initialValues={initialValues} onFinish={save}>
        {error && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
        <Form.Item name="kind" label={t.kind}>
          <Segmented options={partnerKinds.map((value) => ({ value, label: t.kinds[value] }))} />
        </Form.Item>
        <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="person"
          label={t.person}
          extra={before?.personName ? t.personKept(before.personName) : t.personHelp}
        >
          <Person Find={Find} />
        </Form.Item>
        <Upline of={before} />
        <Sealed of={before} />
        <Platforms />
        <Contract />
        <Form.Item name="tags" label={t.tags}>
          <Select mode="tags" maxCount={20} tokenSeparators={['，', ',']} open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name="note" label={t.note}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}

/** A field of the form for the picker. */
function Person({
  Find,
  value,
  onChange,
}: Pick<Lent, 'Find'> & { value?: string | null; onChange?(value: string | null): void }) {
  return <Find value={value ?? null} onChange={(person) => onChange?.(person)} />
}

function Upline({ of }: { of: Partner | null }) {
  const t = useText(partnerWords)
  const all = useQuery(query.list.queryOptions({ input: { limit: 200 } }))
  const options = (all.data?.items ?? [])
    .filter(({ id, level }) => level === 1 && id !== of?.id)
    .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Form.Item name="upline" label={t.upline} extra={t.uplineHelp}>
      <Select
        allowClear
        options={options}
        placeholder={t.nobody}
        loading={all.isPending}
        showSearch={{ optionFilterProp: 'label' }}
      />
    </Form.Item>
  )
}

function Sealed({ of }: { of: Partner | null }) {
  const t = useText(partnerWords)
  const kept = (text: string | null | undefined) => (text ? `${text} · ${t.sealedKept}` : undefined)
  return (
    <>
      <Form.Item name="tax" label={t.tax}>
        <Segmented options={taxCategories.map((value) => ({ value, label: t.taxes[value] }))} />
      </Form.Item>
      <Form.Item name="realName" label={t.realName} extra={kept(of?.realName)}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="idNumber"
        label={t.idNumber}
        extra={kept(of?.idNumber) ?? t.idHelp}
        rules={[{ pattern: /^[0-9A-Za-z]{18}$/, message: t.idHelp }]}
      >
        <Input maxLength={18} autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label={t.phone} extra={kept(of?.phone)}>
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="contact" label={t.contact} extra={kept(of?.contact)}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </>
  )
}

function Platforms() {
  const t = useText(partnerWords)
  const options = platformNames.map((value) => ({ value, label: t.platform[value] }))
  return (
    <Form.List name="platforms">
      {(fields, { add, remove }) => (
        <fieldset className="stack">
          <legend>{t.platforms}</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className="row top">
              <Form.Item name={[name, 'platform']} label={t.platforms} style={{ width: 130 }}>
                <Select options={options} />
              </Form.Item>
              <Form.Item name={[name, 'account']} label={t.account} rules={[{ required: true }]} className="grow">
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name={[name, 'followers']} label={t.followers} style={{ width: 120 }}>
                <Input type="number" min={0} />
              </Form.Item>
              <Button onClick={() => remove(name)}>{t.remove}</Button>
            </div>
          ))}
          {fields.length < 10 && <Button onClick={() => add({ platform: 'xiaohongshu' })}>{t.addPlatform}</Button>}
        </fieldset>
      )}
    </Form.List>
  )
}

function Contract() {
  const t = useText(partnerWords)
  return (
    <>
      <div className="row top">
        <Form.Item name="contractFrom" label={t.contractFrom}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="contractTo" label={t.contractTo} extra={t.open}>
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="contractNote" label={t.contractNote}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </>
  )
}

/** What is not sealed, as the form begins. */
const openOf = ({ kind, name, upline, person, tax, platforms, ...one }: Partner) => ({
  ...{ kind, name, upline, person, tax, platforms, tags: one.tags, note: one.note },
  ...{ contractFrom: one.contractFrom, contractTo: one.contractTo, contractNote: one.contractNote },
})

const sealed = ['realName', 'idNumber', 'phone', 'contact'] as const

function inputOf({ platforms = [], upline, contractFrom, contractTo, ...values }: Values): Given {
  const typed = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !sealed.some((one) => one === name) || value),
  )
  return {
    ...(typed as typeof values),
    ...{ upline: upline ?? null, contractFrom: contractFrom || null, contractTo: contractTo || null },
    platforms: platforms.map(({ followers, ...one }) => ({
      ...one,
      followers: followers === undefined || followers === null || followers === '' ? null : Number(followers),
    })),
  }
}

function useSave(before: Partner | null, close: () => void) {
  const fresh = useFresh()
  const navigate = useNavigate()
  const { mutate, error, isPending } = useMutation({
    mutationFn: (values: Values) =>
      before ? client.change({ id: before.id, set: inputOf(values) }) : client.create(inputOf(values)),
    onSettled: fresh,
    onSuccess: ({ id }) => {
      close()
      if (!before) void navigate({ to: '/partners/$id', params: { id } })
    },
  })
  return { save: (values: Values) => mutate(values), error, isPending }
}
