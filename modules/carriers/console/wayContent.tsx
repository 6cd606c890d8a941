import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Form, Input, Select } from 'antd'
import { Suspense, use } from 'react'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import type { WayKind } from '../core/way.ts'
import { LinkChoice } from './linkChoice.tsx'
import type { Content } from './sendDraft.tsx'
import { sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'

const CallContent = later(() => import('./callContent.tsx').then((module) => module.CallContent))

interface Props {
  kind: WayKind
  account: string
  value: Content
  onChange(value: Content): void
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const record = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}

/** The fields in which a message is written, by what the way writes with. */
export function WayContent(props: Props) {
  if (props.kind.writes === 'card') return <Card {...props} />
  if (props.kind.writes === 'call')
    return (
      <Suspense>
        <CallContent {...props} />
      </Suspense>
    )
  if (props.kind.writes === 'text') return <Words {...props} hasVariables={!props.kind.way.endsWith('Mass')} />
  return <Fields {...props} />
}

/** Variables that everybody may have; attributes of people work as well, by their name. */
const variables = ['{{姓名|顾客}}', '{{昵称|顾客}}']

function Variables({ add }: { add(variable: string): void }) {
  const t = useText(sendWords)
  const Links = use(LinkChoice)
  return (
    <span className="row small muted" style={{ marginTop: 8 }}>
      {t.variables}
      {variables.map((one) => (
        <Button key={one} size="small" onClick={() => add(one)}>
          {one}
        </Button>
      ))}
      {Links && <Links add={add} />}
    </span>
  )
}

function Words({ value, onChange, hasVariables }: Props & { hasVariables: boolean }) {
  const t = useText(sendWords)
  const said = text(value['text'])
  return (
    <Form.Item label={t.content} required style={{ marginBottom: 0 }}>
      <Input.TextArea
        aria-label={t.content}
        value={said}
        autoSize={{ minRows: 3, maxRows: 10 }}
        maxLength={600}
        onChange={(event) => onChange({ ...value, text: event.target.value })}
      />
      {hasVariables && <Variables add={(variable) => onChange({ ...value, text: said + variable })} />}
    </Form.Item>
  )
}

interface LinkCard {
  type: 'link'
  title: string
  url: string
}

function Card({ value, onChange }: Props) {
  const t = useText(sendWords)
  const Links = use(LinkChoice)
  const [card] = Array.isArray(value['attachments']) ? (value['attachments'] as LinkCard[]) : []
  const put = (more: Partial<LinkCard>) => {
    const next = { type: 'link' as const, title: card?.title ?? '', url: card?.url ?? '', ...more }
    const isEmpty = next.title === '' && next.url === ''
    onChange({ ...value, attachments: isEmpty ? [] : [next] })
  }
  return (
    <>
      <Form.Item label={t.content} required>
        <Input.TextArea
          aria-label={t.content}
          value={text(value['text'])}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={1300}
          onChange={(event) => onChange({ ...value, text: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t.card} style={{ marginBottom: 0 }}>
        <div className="stack">
          <Input
            aria-label={t.cardTitle}
            placeholder={t.cardTitle}
            value={card?.title ?? ''}
            maxLength={42}
            onChange={(event) => put({ title: event.target.value })}
          />
          <Input
            aria-label={t.cardUrl}
            placeholder="https://"
            inputMode="url"
            value={card?.url ?? ''}
            onChange={(event) => put({ url: event.target.value })}
          />
          {Links && <Links add={(url) => put({ url })} />}
        </div>
      </Form.Item>
    </>
  )
}

/** A template and its fields; an SMS keeps them as values, the others as data. */
function Fields({ kind, account, value, onChange }: Props) {
  const t = useText(sendWords)
  const templates = useTemplates(account, kind.way)
  const at = kind.writes === 'sms' ? 'values' : 'data'
  const filled = record(value[at])
  const found = templates.data?.items.find(({ template }) => template === value['template'])
  if (templates.data?.items.length === 0)
    return (
      <p className="row">
        {t.noTemplates} <Link to="/message-templates">{t.toTemplates}</Link>
      </p>
    )
  return (
    <>
      <Form.Item label={t.template} required>
        <Select
          aria-label={t.template}
          placeholder={t.pickTemplate}
          loading={templates.isLoading}
          value={text(value['template']) || undefined}
          onChange={(template) => onChange({ template, [at]: {} })}
          options={(templates.data?.items ?? []).map(({ template, title, purpose }) => ({
            value: template,
            label: purpose ? `${title} · ${t.purposes[purpose]}` : title,
          }))}
        />
      </Form.Item>
      {found && <pre className="template-text small">{found.text}</pre>}
      {found?.fields.map(({ name, label }) => (
        <Form.Item key={name} label={label} required>
          <Input
            aria-label={label}
            value={filled[name] ?? ''}
            maxLength={200}
            onChange={(event) => onChange({ ...value, [at]: { ...filled, [name]: event.target.value } })}
          />
          <Variables
            add={(variable) => onChange({ ...value, [at]: { ...filled, [name]: (filled[name] ?? '') + variable } })}
          />
        </Form.Item>
      ))}
      {kind.writes === 'fields' && (
        <Form.Item label={t.page} style={{ marginBottom: 0 }}>
          <Input
            aria-label={t.page}
            value={text(value['page'])}
            maxLength={1024}
            onChange={(event) => onChange({ ...value, page: event.target.value || undefined })}
          />
        </Form.Item>
      )}
    </>
  )
}

export const useTemplates = (account: string, way: string, enabled = true) =>
  useQuery(sendsApi.query.templates.queryOptions({ input: { id: account, way }, enabled, staleTime: 60_000 }))

/** The message as it stands on a phone, before anybody's values are filled in. */
export function WayPhone({ kind, account, value }: Omit<Props, 'onChange'>) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const usesTemplate = kind.writes === 'fields' || kind.writes === 'sms'
  const templates = useTemplates(account, kind.way, usesTemplate)
  const template = templates.data?.items.find((one) => one.template === value['template'])
  const values = record(value[kind.writes === 'sms' ? 'values' : 'data'])
  const [card] = Array.isArray(value['attachments']) ? (value['attachments'] as LinkCard[]) : []
  const shown = linked(
    usesTemplate ? filledIn(template?.text ?? '', values) : text(value['text']) || text(value['script']),
  )
  return (
    <figure className="phone" aria-label={`${t.phone} · ${kind.title[language]}`}>
      {template && kind.writes === 'fields' ? (
        <div className="bubble">
          <strong>{template.title}</strong>
          <div>{shown}</div>
        </div>
      ) : (
        shown.trim() !== '' && <div className="bubble">{shown}</div>
      )}
      {card && card.title !== '' && <div className="bubble link-card">{card.title}</div>}
    </figure>
  )
}

/** Links as long as they will be: each reader's own code is made when the message leaves. */
const linked = (text: string) =>
  text.replace(/\{\{link(Code)?:\d+\}\}/g, (_, code?: string) => `${code ? '' : `${location.host}/s/`}•••••••`)

/** Places of a template as they stand in its text: `{{name.DATA}}` of WeChat, `${name}` of an SMS. */
export const filledIn = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{\s*(\w+)\.DATA\s*\}\}|\$\{(\w+)\}/g, (all, field?: string, place?: string) => {
    const known = values[field ?? place ?? '']
    return known === undefined || known === '' ? all : known
  })
