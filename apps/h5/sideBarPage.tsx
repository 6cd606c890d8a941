import { useEffect, useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { type Loaded, useLoad } from '#h5/asking'
import { Card, Empty, Load, Tabs } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'
import { Duty } from '../../modules/acquisition/h5/duty.tsx'
import { deskCalls, type Tasks } from '../../modules/carriers/h5/api.tsx'
import { FollowUps } from '../../modules/carriers/h5/followUps.tsx'
import { TaskList } from '../../modules/carriers/h5/tasks.tsx'
import type { Bridge } from '../../modules/carriers/kinds/wecom/h5/bridge.ts'
import { Scripts } from '../../modules/content/h5/scripts.tsx'
import type { SideBarData } from '../server/h5/contract.ts'
import { type Customer, customerCalls } from './api.tsx'
import { CustomerCard, CustomerFacts } from './card.tsx'
import { History } from './history.tsx'
import { CustomerTags } from './tags.tsx'

const words = texts({
  zh: {
    tabs: { customer: '客户', scripts: '话术', tasks: '任务' },
    noChat: '在企业微信里打开客户的聊天，再从侧边栏进来，就能看到客户的资料。',
  },
  en: {
    tabs: { customer: 'Customer', scripts: 'Scripts', tasks: 'Tasks' },
    noChat: 'Open a chat with a customer in WeCom and come in by its side bar to see who it is.',
  },
})

type Tab = 'customer' | 'scripts' | 'tasks'

interface Props {
  readonly data: SideBarData
  /** Opened once the page runs: the server has no app around it. */
  readonly open?: () => Promise<Bridge>
}

/** The page beside a chat: who the customer is, what to say, what waits. */
export function SideBarPage({ data, open }: Props) {
  const t = useText(words)
  const setting = useSetting()
  const [tab, setTab] = useState<Tab>('customer')
  const [bridge, setBridge] = useState<Bridge | null>(null)
  const [external, setExternal] = useState<string | null | undefined>(undefined)
  useEffect(() => {
    if (!open) return
    void open().then(
      async (found) => {
        setBridge(found)
        setExternal(await found.customer())
      },
      () => setExternal(null),
    )
  }, [open])
  const card = useLoad(() => loadCard(setting, external), `card ${external ?? ''}`)
  const tasks = useLoad<Tasks>(() => deskCalls(setting).tasks(), 'tasks', copyOf(data.tasks))
  const { sends = [], followUps = [], phones = [] } = tasks.data ?? {}
  const waiting = sends.length + followUps.length + phones.length
  const today = new Date(setting.now).toLocaleDateString('zh-CN', { timeZone: setting.zone })
  const values = { 员工姓名: data.me.name, 今天: today, ...(card.data?.name ? { 客户昵称: card.data.name } : {}) }
  const send = bridge !== null && external ? (text: string) => bridge.send(text) : null
  return (
    <>
      <Tabs<Tab>
        of={(['customer', 'scripts', 'tasks'] as const).map((name) => ({
          ...{ name, label: t.tabs[name] },
          ...(name === 'tasks' ? { count: waiting } : {}),
        }))}
        at={tab}
        go={setTab}
      />
      <main>
        {tab === 'customer' && (external === null ? <NoChat /> : <Whole of={card} />)}
        {tab === 'scripts' && <Scripts values={values} send={send} />}
        {tab === 'tasks' && (
          <>
            <TaskList of={tasks} />
            <Duty />
          </>
        )}
      </main>
    </>
  )
}

/** While nobody knows whose chat is open, nothing is asked. */
async function loadCard(setting: Parameters<typeof customerCalls>[0], external: string | null | undefined) {
  if (!external) return new Promise<Customer>(() => undefined)
  return customerCalls(setting).card({ external })
}

const copyOf = ({ sends, followUps, phones }: SideBarData['tasks']): Tasks => ({
  sends: [...sends],
  followUps: [...followUps],
  phones: [...phones],
})

function NoChat() {
  const t = useText(words)
  return (
    <Card>
      <Empty>{t.noChat}</Empty>
    </Card>
  )
}

function Whole({ of }: { of: Loaded<Customer> }) {
  return (
    <Load of={of}>
      {(customer) => (
        <>
          <CustomerCard of={customer} />
          <CustomerTags of={customer.tags} person={customer.person} />
          <FollowUps person={customer.person} of={customer.followUps} changed={of.reload} />
          <CustomerFacts of={customer} />
          <History person={customer.person} key={String(customer.followUps.length)} />
        </>
      )}
    </Load>
  )
}
