import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Form, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { reportApi } from './api.tsx'
import { channelWords } from './words.tsx'

const { query } = reportApi

/** Which share of the money is left: ROI and payback reckon with it. @param now in basis points */
export function MarginEditing({ now, close }: { now: number | null; close(): void }) {
  const t = useText(channelWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [margin, setMargin] = useState<number | null>(now === null ? null : now / 100)
  const save = useMutation(
    query.changeSettings.mutationOptions({
      async onSuccess() {
        await queries.invalidateQueries({ queryKey: query.report.key() })
        await queries.invalidateQueries({ queryKey: query.cohorts.key() })
        message.success(t.saved)
        close()
      },
    }),
  )
  return (
    <Modal
      open
      title={t.margin}
      okText={t.save}
      cancelText={t.cancel}
      confirmLoading={save.isPending}
      onCancel={close}
      onOk={() => save.mutate({ margin: margin === null ? null : Math.round(margin * 100) })}
    >
      <Form layout="vertical">
        {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
        <Form.Item label={t.margin} extra={t.marginHelp} htmlFor="margin">
          <InputNumber
            id="margin"
            value={margin}
            min={0.01}
            max={100}
            step={1}
            suffix="%"
            onChange={setMargin}
            style={{ width: 160 }}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
