import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { Alert, Button, Divider, Form, Input } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { staff } from '../contract.ts'
import { Gate } from './gate.tsx'

const { query } = apiOf(staff)
const route = getRouteApi('/login')

const words = texts({
  zh: {
    title: '登录',
    account: '账号',
    password: '密码',
    submit: '登录',
    offline: '连接不上服务器',
    or: '或者',
    by: (platform: string) => `用${platform}扫码登录`,
  },
  en: {
    title: 'Log in',
    account: 'Account',
    password: 'Password',
    submit: 'Log in',
    offline: 'The server cannot be reached',
    or: 'or',
    by: (platform: string) => `Scan with ${platform}`,
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
      <Scans next={next} />
    </Gate>
  )
}

/** Platforms whose members come in by a scan; each is a page of its own. */
function Scans({ next = '/console/' }: { next: string | undefined }) {
  const t = useText(words)
  const { language } = usePreferences()
  const ways = useQuery(query.loginWays.queryOptions())
  const items = ways.data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <Divider plain>{t.or}</Divider>
      <div className="stack">
        {items.map(({ account, title }) => (
          <Button key={account} block href={`/m/login?${new URLSearchParams({ by: 'scan', account, next })}`}>
            {t.by(title[language])}
          </Button>
        ))}
      </div>
    </>
  )
}
