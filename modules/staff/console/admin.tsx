import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { staff } from '../contract.ts'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    lead: '这是这套 Siyu 的第一个账号，拥有全部权限。',
    name: '姓名',
    account: '账号',
    password: '密码',
    rule: '至少 8 个字符',
    submit: '创建并继续',
    offline: '连接不上服务器',
  },
  en: {
    lead: 'The first account of this Siyu. It may do everything.',
    name: 'Name',
    account: 'Account',
    password: 'Password',
    rule: 'At least 8 characters',
    submit: 'Create and continue',
    offline: 'The server cannot be reached',
  },
})

/** Makes the first admin; their session begins with it. */
export function AdminForm({ onDone }: { onDone(): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const setup = useMutation(
    query.setup.mutationOptions({
      onSuccess: () => {
        queries.clear()
        onDone()
      },
    }),
  )
  return (
    <>
      <p className="muted">{t.lead}</p>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => setup.mutate(values)}
        disabled={setup.isPending}
      >
        {setup.error && <Alert type="error" showIcon title={problemOf(setup.error).title || t.offline} />}
        <Form.Item name="name" label={t.name} rules={[{ required: true }]}>
          <Input autoFocus autoComplete="name" />
        </Form.Item>
        <Form.Item name="account" label={t.account} rules={[{ required: true, min: 2 }]}>
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t.password} extra={t.rule} rules={[{ required: true, min: 8 }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={setup.isPending}>
          {t.submit}
        </Button>
      </Form>
    </>
  )
}
