import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { texts, useText } from '#ui/preferences'
import type { Welcome } from '../core/welcome.ts'

const words = texts({
  zh: {
    text: '文字',
    link: '链接卡片（可不填）',
    linkTitle: '卡片标题',
    linkUrl: '卡片网址',
    bothOrNone: '标题和网址要一起填',
    empty: '文字和卡片至少要有一样',
    phone: '客户看到的样子',
  },
  en: {
    text: 'Text',
    link: 'Link card (optional)',
    linkTitle: 'Title of the card',
    linkUrl: 'Address of the card',
    bothOrNone: 'Title and address go together',
    empty: 'Text or card: one of them is needed',
    phone: 'As customers see it',
  },
})

/** What stands in the fields of a message. */
export interface Draft {
  text?: string
  title?: string
  url?: string
}

export const draftOf = (welcome: Welcome | null | undefined): Draft => {
  const link = welcome?.attachments.find((one) => one.type === 'link')
  return { text: welcome?.text ?? '', ...(link ? { title: link.title, url: link.url } : {}) }
}

/** The message of these fields; null where nothing stands in them. What the fields do not show of the old one stays. */
export function messageOf({ text = '', title = '', url = '' }: Draft, before?: Welcome | null): Welcome | null {
  const others = (before?.attachments ?? []).filter((one) => one.type !== 'link')
  const link = title !== '' && url !== '' ? [{ type: 'link' as const, title, url }] : []
  const attachments = [...link, ...others]
  return text.trim() === '' && attachments.length === 0 ? null : { text, attachments }
}

/** Text and link card of a message, with the phone beside it. */
export function MessageFields({ label, extra, needed }: { label: string; extra?: ReactNode; needed?: boolean }) {
  const t = useText(words)
  return (
    <>
      <Form.Item
        name={['message', 'text']}
        label={label}
        extra={extra}
        dependencies={[['message', 'title']]}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value: string | undefined) => {
              if (needed && !value?.trim() && !getFieldValue(['message', 'title'])) throw new Error(t.empty)
            },
          }),
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={1300} />
      </Form.Item>
      <Form.Item label={t.link} style={{ marginBottom: 0 }}>
        <Form.Item name={['message', 'title']}>
          <Input placeholder={t.linkTitle} aria-label={t.linkTitle} maxLength={42} />
        </Form.Item>
        <Form.Item
          name={['message', 'url']}
          dependencies={[['message', 'title']]}
          rules={[
            { type: 'url' },
            ({ getFieldValue }) => ({
              validator: async (_, value: string | undefined) => {
                if (!value !== !getFieldValue(['message', 'title'])) throw new Error(t.bothOrNone)
              },
            }),
          ]}
        >
          <Input placeholder="https://" aria-label={t.linkUrl} inputMode="url" />
        </Form.Item>
      </Form.Item>
    </>
  )
}

/** The message as it stands on a phone. */
export function Phone({ draft, sample }: { draft: Draft | undefined; sample: (text: string) => string }) {
  const t = useText(words)
  const { text = '', title = '' } = draft ?? {}
  if (text.trim() === '' && title === '') return null
  return (
    <figure className="phone" aria-label={t.phone}>
      {text.trim() !== '' && <div className="bubble">{sample(text)}</div>}
      {title !== '' && <div className="bubble link-card">{title}</div>}
    </figure>
  )
}
