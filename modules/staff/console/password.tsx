import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { staff } from '../contract.ts'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    current: '当前密码',
    password: '新密码（至少 8 个字符）',
    submit: '修改密码',
    done: '密码已修改，其他设备已退出登录',
  },
  en: {
    current: 'Current password',
    password: 'New password (8 characters or more)',
    submit: 'Change password',
    done: 'Password changed; other devices are logged out',
  },
})

/** The own password. */
export function Password() {
  const t = useText(words)
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const change = useMutation(
    query.changePassword.mutationOptions({
      onSuccess: () => {
        form.resetFields()
        message.success(t.done)
      },
    }),
  )
  return (
    <Form form={form} layout="vertical" style={{ marginTop: 16 }} onFinish={(values) => change.mutate(values)}>
      {change.error && <Alert type="error" showIcon title={problemOf(change.error).title} />}
      <Form.Item name="current" label={t.current} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="password" label={t.password} rules={[{ required: true, min: 8 }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button htmlType="submit" loading={change.isPending}>
        {t.submit}
      </Button>
    </Form>
  )
}
