import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { staff } from '../contract.ts'
import { Gate } from './gate.tsx'

const { query } = apiOf(staff)
const route = getRouteApi('/login')

const words = texts({
  zh: { title: '登录', account: '账号', password: '密码', submit: '登录', offline: '连接不上服务器' },
  en: {
    title: 'Log in',
    account: 'Account',
    password: 'Password',
    submit: 'Log in',
    offline: 'The server cannot be reached',
  },
})

export function LoginPage() {
  const t = useText(words)
  const { next } = route.useSearch()
  const router = useRouter()
  const queries = useQueryClient()
  const login = useMutation(
    query.login.mutationOptions({
      onSuccess: async () => {
        queries.clear()
        router.history.push(next ?? router.basepath)
      },
    }),
  )
  return (
    <Gate title={t.title}>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => login.mutate(values)}
        disabled={login.isPending}
      >
        {login.error && <Alert type="error" showIcon title={problemOf(login.error).title || t.offline} />}
        <Form.Item name="account" label={t.account} rules={[{ required: true }]}>
          <Input autoFocus autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t.password} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t.submit}
        </Button>
      </Form>
    </Gate>
  )
}
