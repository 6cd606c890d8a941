import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Load, Notice } from '#ui/states'
import { sms } from '../contract.ts'
import { fillSms, placesIn } from '../core/sms.ts'
import type { WayKind } from '../core/way.ts'
import { waysOf } from '../core/ways.ts'
import { accountsApi } from './accountsApi.tsx'
import type { Account } from './api.tsx'
import { sendsApi, type Template } from './sendsApi.tsx'
import { TemplateTrial } from './templateTrial.tsx'
import { templateWords } from './templateWords.tsx'
import { useTemplates } from './wayContent.tsx'

const smsApi = apiOf(sms)

/** Templates of every account that has some: read from the platform, or named here as it has approved them. */
export function TemplatesPage() {
  const t = useText(templateWords)
  useTitle(t.title)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <p className="muted">{t.help}</p>
      <Load of={accounts} rows={8}>
        {({ items }) => {
          const shown = items
            .filter(({ on }) => on)
            .flatMap((account) => waysOf(account.kind).flatMap((kind) => (kind.templates ? [{ account, kind }] : [])))
          if (shown.length === 0)
            return (
              <FirstUse
                title={t.first}
                action={
                  <Link to="/carriers">
                    <Button type="primary">{t.toAccounts}</Button>
                  </Link>
                }
              >
                {t.firstHelp}
              </FirstUse>
            )
          return shown.map(({ account, kind }) => (
            <Templates key={`${account.id} ${kind.way}`} account={account} kind={kind} />
          ))
        }}
      </Load>
    </div>
  )
}

function Templates({ account, kind }: { account: Account; kind: WayKind }) {
  const t = useText(templateWords)
  const { language } = usePreferences()
  const may = useMay()
  const [editing, setEditing] = useState<Template | 'new' | null>(null)
  const [trying, setTrying] = useState<Template | null>(null)
  const list = useTemplates(account.id, kind.way)
  const title = `${account.name} · ${kind.title[language]}`
  const mayName = kind.templates === 'named' && may('carriers:write')
  return (
    <section className="card stack" aria-label={title}>
      <div className="row spread">
        <h2>{title}</h2>
        {mayName && <Button onClick={() => setEditing('new')}>{t.add}</Button>}
      </div>
      <p className="small muted">{kind.templates === 'named' ? t.named : t.fromPlatform}</p>
      <Load of={list} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.none} />
          ) : (
            <ul className="ids">
              {items.map((one) => (
                <li key={one.template}>
                  <span className="row spread">
                    <span className="row">
                      <strong>{one.title}</strong>
                      {one.purpose && <Tag>{t.purposes[one.purpose]}</Tag>}
                    </span>
                    <span className="row">
                      <Button size="small" onClick={() => setTrying(one)}>
                        {t.tryIt}
                      </Button>
                      {mayName && (
                        <Button size="small" onClick={() => setEditing(one)}>
                          {t.edit}
                        </Button>
                      )}
                    </span>
                  </span>
                  <pre className="template-text small">{one.text}</pre>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
      {editing && <SmsEditing account={account} of={editing} close={() => setEditing(null)} />}
      {trying && <TemplateTrial account={account} kind={kind} of={trying} close={() => setTrying(null)} />}
    </section>
  )
}

interface EditingProps {
  account: Account
  of: Template | 'new'
  close(): void
}

/** Names a text that the provider has approved, and says at once what would keep it from being sent. */
function SmsEditing({ account, of, close }: EditingProps) {
  const t = useText(templateWords)
  const queries = useQueryClient()
  const [code, setCode] = useState(of === 'new' ? '' : of.template)
  const [text, setText] = useState(of === 'new' ? '' : of.text)
  const [purpose, setPurpose] = useState((of === 'new' ? null : of.purpose) ?? 'service')
  const put = useMutation(
    smsApi.query.putTemplate.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: sendsApi.query.templates.key() })
        close()
      },
    }),
  )
  const sign = String(account.settings['sign'] ?? '')
  // Places are as long as their names here: what is filled in is counted when it is sent.
  const names = Object.fromEntries(placesIn(text).map((name) => [name, name]))
  const { segments, problems } = fillSms(sign, { text, purpose }, names)
  return (
    <Drawer open title={of === 'new' ? t.add : t.edit} onClose={close} destroyOnHidden>
      <Form layout="vertical" onFinish={() => put.mutate({ id: account.id, code, text, purpose })}>
        {put.error && <Alert type="error" showIcon title={problemOf(put.error).title} />}
        <Form.Item label={t.code} extra={t.codeHelp} required htmlFor="sms-code">
          <Input id="sms-code" value={code} disabled={of !== 'new'} onChange={(event) => setCode(event.target.value)} />
        </Form.Item>
        <Form.Item label={t.text} extra={t.textHelp} required htmlFor="sms-text">
          <Input.TextArea
            id="sms-text"
            value={text}
            maxLength={500}
            autoSize={{ minRows: 4 }}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t.purpose}>
          <Segmented
            value={purpose}
            onChange={(value) => setPurpose(value === 'promotion' ? 'promotion' : 'service')}
            options={[
              { value: 'service', label: t.purposes.service },
              { value: 'promotion', label: t.purposes.promotion },
            ]}
          />
        </Form.Item>
        <p className="row small">
          <span className="muted">{t.pieces(segments)}</span>
          {text !== '' &&
            problems.map((one) => (
              <Tag key={one} color="warning">
                {t.problems[one]}
              </Tag>
            ))}
        </p>
        <Button
          type="primary"
          htmlType="submit"
          loading={put.isPending}
          disabled={code.trim() === '' || text.trim() === '' || problems.length > 0}
        >
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
