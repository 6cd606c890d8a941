import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { hooksApi } from './api.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi

/** Takes the code that a customer shows at the till. */
export function Redeeming({ close }: { close(): void }) {
  const t = useText(hookWords)
  const queries = useQueryClient()
  const [form] = Form.useForm<{ code: string; note?: string }>()
  const redeem = useMutation(
    query.redeem.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onSuccess: () => form.resetFields(),
    }),
  )
  return (
    <Modal title={t.redeem} open onCancel={close} footer={null} destroyOnHidden>
      <p className="muted">{t.redeemHelp}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={({ code, note }) => redeem.mutate({ code: code.trim(), note: note ?? '' })}
      >
        <Form.Item name="code" label={t.code} rules={[{ required: true, message: t.required }]}>
          <Input maxLength={30} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item name="note" label={t.note}>
          <Input maxLength={200} />
        </Form.Item>
        {redeem.error && (
          <Alert type="error" showIcon title={problemOf(redeem.error).title} style={{ marginBottom: 16 }} />
        )}
        {redeem.data && (
          <Alert type="success" showIcon title={t.redeemed(redeem.data.title)} style={{ marginBottom: 16 }} />
        )}
        <Button type="primary" htmlType="submit" loading={redeem.isPending}>
          {t.redeem}
        </Button>
      </Form>
    </Modal>
  )
}
