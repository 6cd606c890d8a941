import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import type { WayKind } from '../core/way.ts'
import type { Account } from './api.tsx'
import type { Content } from './sendDraft.tsx'
import { sendsApi, type Template } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'
import { templateWords } from './templateWords.tsx'
import { WayContent, WayPhone } from './wayContent.tsx'

interface Props {
  account: Account
  kind: WayKind
  of: Template
  close(): void
}

/** A template filled in, as a phone shows it; and as one person would read it. */
export function TemplateTrial({ account, kind, of, close }: Props) {
  const t = useText(templateWords)
  const words = useText(sendWords)
  const [content, setContent] = useState<Content>({
    template: of.template,
    [kind.writes === 'sms' ? 'values' : 'data']: Object.fromEntries(of.fields.map(({ name, label }) => [name, label])),
  })
  const [person, setPerson] = useState('')
  const write = useMutation(sendsApi.query.write.mutationOptions())
  const purpose = of.purpose ?? 'service'
  const see = () => write.mutate({ way: kind.way, account: account.id, content: { ...content }, person, purpose })
  return (
    <Modal open title={of.title} onCancel={close} footer={null} width={720} destroyOnHidden>
      <div className="two">
        <Form layout="vertical" component="div">
          <WayContent kind={kind} account={account.id} value={content} onChange={setContent} />
          <Form.Item label={t.person} extra={t.personHelp} htmlFor="trial-person" style={{ marginTop: 16 }}>
            <div className="row">
              <Input
                id="trial-person"
                inputMode="numeric"
                value={person}
                onChange={(event) => setPerson(event.target.value.trim())}
                style={{ width: 140 }}
              />
              <Button onClick={see} disabled={!/^\d{1,18}$/.test(person)} loading={write.isPending}>
                {words.seeTheirs}
              </Button>
            </div>
          </Form.Item>
          {write.error && <Alert type="error" showIcon title={problemOf(write.error).title} />}
        </Form>
        <div className="stack">
          <WayPhone kind={kind} account={account.id} value={content} />
          {write.data && (
            <figure className="phone" aria-label={words.theirs(person)}>
              <figcaption className="small muted">{words.theirs(person)}</figcaption>
              <div className="bubble">{write.data.refused ? words.reasons[write.data.refused] : write.data.text}</div>
            </figure>
          )}
        </div>
      </div>
    </Modal>
  )
}
