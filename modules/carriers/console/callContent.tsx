import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useText } from '#ui/preferences'
import { accountsApi } from './accountsApi.tsx'
import { callWords } from './callWords.tsx'
import type { Content } from './sendDraft.tsx'
import { sendsApi } from './sendsApi.tsx'
import { StaffPicker } from './staffPicker.tsx'

interface Sms {
  account: string
  template: string
  values: Record<string, string>
}

interface Consequence {
  intent: string
  tag?: string | undefined
  sms?: Sms | undefined
  staff?: { account: string; members: string[]; hello: string } | undefined
}

interface Props {
  value: Content
  onChange(value: Content): void
}

/** A call while it is being written: its script, its hours, and what follows from what people say. */
export function CallContent({ value, onChange }: Props) {
  const t = useText(callWords)
  const text = (name: string, otherwise = '') => (typeof value[name] === 'string' ? String(value[name]) : otherwise)
  const put = (more: Content) => onChange({ ...value, ...more })
  return (
    <>
      <Form.Item label={t.script} extra={t.scriptHelp} required>
        <Input
          aria-label={t.script}
          value={text('script')}
          maxLength={200}
          onChange={(event) => put({ script: event.target.value })}
        />
      </Form.Item>
      <Places values={(value['values'] ?? {}) as Record<string, string>} onChange={(values) => put({ values })} />
      <Form.Item label={t.hours}>
        <span className="row">
          <Input
            type="time"
            aria-label={t.from}
            value={text('from', '09:30')}
            style={{ width: 120 }}
            onChange={(event) => put({ from: event.target.value })}
          />
          <Input
            type="time"
            aria-label={t.to}
            value={text('to', '19:30')}
            style={{ width: 120 }}
            onChange={(event) => put({ to: event.target.value })}
          />
        </span>
      </Form.Item>
      <Form.Item label={t.attempts}>
        <Select<number>
          aria-label={t.attempts}
          value={Number(value['attempts'] ?? 1)}
          options={[1, 2, 3].map((one) => ({ value: one, label: one }))}
          style={{ width: 90 }}
          onChange={(attempts) => put({ attempts })}
        />
      </Form.Item>
      <Consequences
        of={(value['consequences'] ?? []) as Consequence[]}
        onChange={(consequences) => put({ consequences })}
      />
    </>
  )
}

interface PlacesProps {
  values: Record<string, string>
  onChange(values: Record<string, string>): void
}

function Places({ values, onChange }: PlacesProps) {
  const t = useText(callWords)
  const rows = Object.entries(values)
  const put = (all: readonly (readonly [string, string])[]) => onChange(Object.fromEntries(all))
  const free = ['name', 'shop', 'a', 'b', 'c', 'd'].find((one) => !Object.hasOwn(values, one))
  return (
    <Form.Item label={t.values} extra={t.valuesHelp}>
      <div className="stack" style={{ gap: 8 }}>
        {rows.map(([name, content], i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being typed
          <span key={i} className="row">
            <Input
              aria-label={t.name}
              value={name}
              style={{ width: 110 }}
              onChange={(event) => put(rows.with(i, [event.target.value.replace(/\W/g, ''), content]))}
            />
            <Input
              aria-label={t.value}
              value={content}
              className="grow"
              maxLength={200}
              onChange={(event) => put(rows.with(i, [name, event.target.value]))}
            />
            <Button size="small" onClick={() => put(rows.toSpliced(i, 1))}>
              {t.remove}
            </Button>
          </span>
        ))}
        {free !== undefined && (
          <div>
            <Button size="small" onClick={() => put([...rows, [free, '']])}>
              {t.add}
            </Button>
          </div>
        )}
      </div>
    </Form.Item>
  )
}

function Consequences({ of, onChange }: { of: readonly Consequence[]; onChange(next: readonly Consequence[]): void }) {
  const t = useText(callWords)
  return (
    <fieldset className="group stack">
      <legend>{t.after}</legend>
      <p className="small muted">{t.afterHelp}</p>
      {of.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its intent is what is being typed
        <div key={i} className="card stack" style={{ gap: 8 }}>
          <span className="row">
            <Input
              aria-label={t.intent}
              placeholder={t.intentHelp}
              value={one.intent}
              maxLength={40}
              onChange={(event) => onChange(of.with(i, { ...one, intent: event.target.value }))}
            />
            <Input
              aria-label={t.tag}
              placeholder={t.tag}
              value={one.tag ?? ''}
              maxLength={30}
              onChange={(event) => onChange(of.with(i, { ...one, tag: event.target.value || undefined }))}
            />
            <Button size="small" onClick={() => onChange(of.toSpliced(i, 1))}>
              {t.remove}
            </Button>
          </span>
          <AfterCallSms value={one.sms} onChange={(sms) => onChange(of.with(i, { ...one, sms }))} />
          <AfterCallStaff value={one.staff} onChange={(staff) => onChange(of.with(i, { ...one, staff }))} />
        </div>
      ))}
      {of.length < 10 && <Button onClick={() => onChange([...of, { intent: '' }])}>{t.addAfter}</Button>}
    </fieldset>
  )
}

interface PartProps<T> {
  value: T | undefined
  onChange(value: T | undefined): void
}

/** An approved text of an SMS account, with its places. */
function AfterCallSms({ value, onChange }: PartProps<Sms>) {
  const t = useText(callWords)
  const accounts = useAccounts(/Sms$/)
  const account = value?.account ?? accounts[0]?.id
  const templates = useQuery(
    sendsApi.query.templates.queryOptions({
      input: { id: account ?? '0', way: 'sms' },
      enabled: account !== undefined,
    }),
  )
  const found = templates.data?.items.find(({ template }) => template === value?.template)
  const pick = (template: string | undefined) =>
    onChange(template === undefined || account === undefined ? undefined : { account, template, values: {} })
  if (account === undefined) return null
  return (
    <>
      <Select
        allowClear
        aria-label={t.sms}
        placeholder={`${t.sms}: ${t.noSms}`}
        value={value?.template}
        options={(templates.data?.items ?? []).map(({ template, title }) => ({ value: template, label: title }))}
        onChange={pick}
      />
      {value &&
        found?.fields.map(({ name, label }) => (
          <Input
            key={name}
            aria-label={label}
            placeholder={`${label}，{{link:1}}`}
            value={value.values[name] ?? ''}
            maxLength={200}
            onChange={(event) => onChange({ ...value, values: { ...value.values, [name]: event.target.value } })}
          />
        ))}
    </>
  )
}

function AfterCallStaff({ value, onChange }: PartProps<NonNullable<Consequence['staff']>>) {
  const t = useText(callWords)
  const [account] = useAccounts(/^wecom$/)
  if (!account) return null
  const pick = (members: string[]) =>
    onChange(members.length === 0 ? undefined : { account: account.id, members, hello: value?.hello ?? '' })
  return (
    <>
      <StaffPicker account={account.id} placeholder={t.staff} value={value?.members ?? []} onChange={pick} />
      {value && (
        <Input
          aria-label={t.hello}
          placeholder={t.hello}
          value={value.hello}
          maxLength={50}
          onChange={(event) => onChange({ ...value, hello: event.target.value })}
        />
      )}
    </>
  )
}

function useAccounts(kind: RegExp) {
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (accounts.data?.items ?? []).filter((one) => one.on && kind.test(one.kind))
}
