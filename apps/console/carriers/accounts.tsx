import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { AccountsPage } from '../../../modules/carriers/console/accounts.tsx'
import { lab } from '../../server/lab/contract.ts'

const { query } = apiOf(lab)

const words = texts({
  zh: {
    phones: '打开模拟手机',
    connect: '连接模拟企业微信',
    help: '没有认证的企业微信也能试：模拟环境有员工、顾客和他们的手机，接口与真实平台一致。',
  },
  en: {
    phones: 'Open simulated phones',
    connect: 'Connect a simulated WeCom',
    help: 'No certified WeCom is needed to try: the simulated one has members, customers and their phones, and the same API.',
  },
})

/** With the simulated world, where it runs. */
export function WholeAccountsPage() {
  return <AccountsPage beside={<LabOffer />} />
}

function LabOffer() {
  const t = useText(words)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const found = useQuery(query.get.queryOptions({ refetchInterval: 15_000 }))
  const connect = useMutation(
    query.connect.mutationOptions({
      onSuccess: () => queries.invalidateQueries(),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const { url = null, account = null } = found.data ?? {}
  if (url === null) return null
  return (
    <div className="row">
      {account !== null ? (
        <a href={phonesAt(url)} target="_blank" rel="noreferrer">
          <Button>{t.phones}</Button>
        </a>
      ) : (
        may('settings:write') && (
          <>
            <Button loading={connect.isPending} onClick={() => connect.mutate({})}>
              {t.connect}
            </Button>
            <span className="small muted">{t.help}</span>
          </>
        )
      )}
    </div>
  )
}

/** The lab listens on this machine: whoever reaches the console by another name reaches it by that name too. */
function phonesAt(url: string): string {
  const at = new URL(url)
  at.hostname = location.hostname
  return at.href
}
