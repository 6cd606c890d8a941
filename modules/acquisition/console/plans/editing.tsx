import { Button, Drawer, Form, Input } from 'antd'
import { Suspense, useState } from 'react'
import { addDays, type DayRange } from '#base/range'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { ChannelSelect } from '../channels/parts.tsx'
import type { Lent, PlanBody } from './api.tsx'
import { AssetSelect } from './assetSelect.tsx'
import { planWords } from './words.tsx'

const Days = later(() => import('#ui/days').then((module) => module.Days))

interface Values {
  name: string
  segment?: string
  words?: string
  channel?: string
  hook?: string
  note?: string
}

interface Props {
  of: PlanBody
  close(): void
  set(body: PlanBody): void
  Segments: Lent['Segments']
}

/** What a plan is, beside its path. */
export function PlanEditing({ of, close, set, Segments }: Props) {
  const t = useText(planWords)
  const [days, setDays] = useState<DayRange>({ from: of.from, to: addDays(of.to, 1) })
  const save = ({ name, segment = '', words = '', channel = '', hook = '', note = '' }: Values) => {
    set({
      ...{ ...of, name: name.trim(), audience: { segment: segment || null, words } },
      ...{ channel: channel || null, hook: hook || null, note, from: days.from, to: addDays(days.to, -1) },
    })
    close()
  }
  const given = (name: 'segment' | 'channel' | 'hook', value: string | null) =>
    value === null ? {} : { [name]: value }
  return (
    <Drawer title={t.edit} open onClose={close} destroyOnHidden>
      <Form<Values>
        layout="vertical"
        onFinish={save}
        initialValues={{
          ...{ name: of.name, words: of.audience.words, note: of.note },
          ...{ ...given('segment', of.audience.segment), ...given('channel', of.channel), ...given('hook', of.hook) },
        }}
      >
        <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needName }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="segment" label={t.audience} extra={t.audienceHelp}>
          <Segments />
        </Form.Item>
        <Form.Item name="words" label={t.audienceWords}>
          <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item name="channel" label={t.channel}>
          <ChannelSelect clear />
        </Form.Item>
        <Form.Item name="hook" label={t.hook}>
          <AssetSelect kind="hook" clear />
        </Form.Item>
        <Form.Item label={t.days}>
          <Suspense>
            <Days value={days} onChange={setDays} />
          </Suspense>
        </Form.Item>
        <Form.Item name="note" label={t.note}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t.done}
        </Button>
      </Form>
    </Drawer>
  )
}
