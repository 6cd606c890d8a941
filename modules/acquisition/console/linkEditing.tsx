import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Drawer, Form, Input, Select } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type Place, places, targetOf } from '../core/link.ts'
import { linksApi, type ShortLink } from './api.tsx'
import { words } from './words.tsx'

interface Values {
  url: string
  name?: string
  note?: string
  targets: { place: Place; url: string }[]
  variants: { url: string; weight: number }[]
  urlWeight: number
  password?: string
  clearPassword?: boolean
  /** As the field writes it, in the time of this browser. */
  expiresAt: string
}

const { query } = linksApi

/** The form of a link. */
export function LinkEditing({ of, close }: { of: ShortLink | 'new'; close(): void }) {
  const t = useText(words)
  const before = of === 'new' ? null : of
  const { save, error, isPending } = useSave(before, close)
  const [form] = Form.useForm<Values>()
  const variants = Form.useWatch('variants', form) ?? before?.variants ?? []
  const initialValues = {
    ...{ url: before?.url, name: before?.name, note: before?.note, targets: before?.targets ?? [] },
    ...{ variants: before?.variants ?? [], urlWeight: before?.urlWeight ?? 1 },
    expiresAt: before?.expiresAt ? localOf(before.expiresAt) : '',
  }
  return (
    <Drawer title={before ? t.edit : t.create} open onClose={close} destroyOnHidden size="large">
      <Form form={form} layout="vertical" disabled={isPending} initialValues={initialValues} onFinish={save}>
        {error !== null && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
        <Address name="url" label={t.url} extra={t.urlHelp} />
        <Form.Item name="name" label={t.name} extra={t.nameHelp}>
          <Input maxLength={60} />
        </Form.Item>
        <Targets />
        <Variants />
        {variants.length > 0 && (
          <Form.Item name="urlWeight" label={t.own} rules={[{ required: true }]}>
            <Input type="number" min={0} max={1000} />
          </Form.Item>
        )}
        <Form.Item name="expiresAt" label={t.expiresAt} extra={t.forever}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t.password}
          extra={before?.hasPassword ? t.passwordKept : t.passwordHelp}
          rules={[{ min: 4, max: 64 }]}
        >
          <Input.Password autoComplete="new-password" maxLength={64} />
        </Form.Item>
        {before?.hasPassword && (
          <Form.Item name="clearPassword" valuePropName="checked">
            <Checkbox>{t.clearPassword}</Checkbox>
          </Form.Item>
        )}
        <Form.Item name="note" label={t.note}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}

function localOf(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** A field for an address, checked as the server does. */
function Address({ name, label, extra }: { name: string | (string | number)[]; label: string; extra?: string }) {
  const t = useText(words)
  const check = async (_: unknown, text: string | undefined) => {
    if (!targetOf(text?.trim() ?? '').ok) throw new Error(t.urlHelp)
  }
  return (
    <Form.Item name={name} label={label} extra={extra} rules={[{ validator: check }]} required className="grow">
      <Input placeholder="https://" maxLength={2000} inputMode="url" />
    </Form.Item>
  )
}

function Targets() {
  const t = useText(words)
  const options = places.map((place) => ({ value: place, label: t.place[place] }))
  return (
    <Form.List name="targets">
      {(fields, { add, remove }) => (
        <fieldset className="stack">
          <legend>{t.targets}</legend>
          {fields.length > 0 && <p className="small muted">{t.targetsHelp}</p>}
          {fields.map(({ key, name }) => (
            <div key={key} className="row top">
              <Form.Item name={[name, 'place']} label={t.where} rules={[{ required: true }]} style={{ width: 140 }}>
                <Select options={options} />
              </Form.Item>
              <Address name={[name, 'url']} label={t.url} />
              <Button onClick={() => remove(name)}>{t.remove}</Button>
            </div>
          ))}
          {fields.length < places.length && <Button onClick={() => add({ place: 'wechat' })}>{t.addTarget}</Button>}
        </fieldset>
      )}
    </Form.List>
  )
}

function Variants() {
  const t = useText(words)
  return (
    <Form.List name="variants">
      {(fields, { add, remove }) => (
        <fieldset className="stack">
          <legend>{t.variants}</legend>
          {fields.length > 0 && <p className="small muted">{t.variantsHelp}</p>}
          {fields.map(({ key, name }) => (
            <div key={key} className="row top">
              <Address name={[name, 'url']} label={t.ways.variant(name + 1)} />
              <Form.Item name={[name, 'weight']} label={t.weight} rules={[{ required: true }]}>
                <Input type="number" min={1} max={1000} />
              </Form.Item>
              <Button onClick={() => remove(name)}>{t.remove}</Button>
            </div>
          ))}
          {fields.length < 10 && <Button onClick={() => add({ weight: 1 })}>{t.addVariant}</Button>}
        </fieldset>
      )}
    </Form.List>
  )
}

function useSave(before: ShortLink | null, close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const settled = {
    onSettled: () =>
      Promise.all([query.list.key(), query.get.key()].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  }
  const create = useMutation(
    query.create.mutationOptions({ ...settled, onSuccess: ({ id }) => navigate({ to: '/links/$id', params: { id } }) }),
  )
  const change = useMutation(query.change.mutationOptions({ ...settled, onSuccess: close }))
  const save = ({ name, note, password, clearPassword, expiresAt, ...rest }: Values) => {
    const given = {
      // A field of the browser gives its number as text.
      ...{ ...rest, urlWeight: Number(rest.urlWeight ?? 1), note: note ?? '' },
      variants: (rest.variants ?? []).map(({ url, weight }) => ({ url, weight: Number(weight) })),
      ...{ expiresAt: expiresAt ? new Date(expiresAt).toISOString() : null },
      ...(name?.trim() ? { name } : {}),
    }
    if (before) {
      const secret = clearPassword ? { password: null } : password ? { password } : {}
      change.mutate({ id: before.id, ...given, ...secret })
    } else create.mutate({ ...given, ...(password ? { password } : {}) })
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}
