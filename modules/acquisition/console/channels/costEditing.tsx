import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input } from 'antd'
import { Suspense, useState } from 'react'
import { addDays, type DayRange, todayIn } from '#base/range'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { fenOf } from '../../core/ads/costs.ts'
import { reportApi } from './api.tsx'
import { ChannelSelect } from './parts.tsx'
import { channelWords } from './words.tsx'

const Days = later(() => import('#ui/days').then((module) => module.Days))

interface Values {
  channel: string
  amount: string
  note?: string
}

/** Enters a cost; the days are the first and the last it lies on. */
export function CostEditing({ close }: { close(): void }) {
  const t = useText(channelWords)
  const queries = useQueryClient()
  const today = todayIn(useZone(), Date.now())
  const [days, setDays] = useState<DayRange>({ from: today, to: addDays(today, 1) })
  const add = useMutation(
    reportApi.query.addCost.mutationOptions({
      async onSuccess() {
        await queries.invalidateQueries()
        close()
      },
    }),
  )
  const save = ({ channel, amount, note = '' }: Values) =>
    add.mutate({ channel, from: days.from, to: addDays(days.to, -1), amount: fenOf(amount) ?? 0, note })
  const check = async (_: unknown, text: string | undefined) => {
    const isExact = /^[\d,]+(?:\.\d{1,2})?$/.test((text ?? '').trim())
    if (!isExact || (fenOf(text ?? '') ?? 0) <= 0) throw new Error(t.amountBad)
  }
  return (
    <Drawer title={t.addCost} open onClose={close} destroyOnHidden>
      <Form<Values> layout="vertical" disabled={add.isPending} onFinish={save}>
        {add.error && <Alert type="error" showIcon title={problemOf(add.error).title} style={{ marginBottom: 16 }} />}
        <Form.Item name="channel" label={t.channel} rules={[{ required: true }]}>
          <ChannelSelect />
        </Form.Item>
        <Form.Item label={t.days} extra={t.noCostsHelp}>
          <Suspense>
            <Days value={days} onChange={setDays} />
          </Suspense>
        </Form.Item>
        <Form.Item name="amount" label={t.amount} required rules={[{ validator: check }]}>
          <Input inputMode="decimal" maxLength={16} prefix="¥" />
        </Form.Item>
        <Form.Item name="note" label={t.note}>
          <Input maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
