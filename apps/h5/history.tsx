import { useState } from 'preact/hooks'
import { money } from '#base/format'
import { texts } from '#base/texts'
import { useAct, useLoad } from '#h5/asking'
import { Button, Card, Empty, Load, Trouble } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import { customerCalls } from './api.tsx'

const words = texts({
  zh: {
    title: '动态',
    nothing: '还没有动态',
    more: '更早的',
    names: {
      'order paid': '付款',
      'order refunded': '退款',
      'welcome sent': '发出欢迎语',
      'message sent': '收到群发',
      'follow-up noted': '跟进',
      'carrier started': '添加',
      'carrier ended': '离开',
      entered: '入池',
      'consent given': '同意',
      'consent withdrawn': '撤回同意',
      $pageview: '浏览页面',
      $screen: '浏览小程序页面',
      link_clicked: '点开链接',
      voucher_redeemed: '核销团购券',
      'claim link given': '给了领取链接',
    } as Record<string, string>,
  },
  en: {
    title: 'Activity',
    nothing: 'Nothing yet',
    more: 'Earlier',
    names: {
      'order paid': 'Paid',
      'order refunded': 'Refunded',
      'welcome sent': 'Welcome sent',
      'message sent': 'Got a message',
      'follow-up noted': 'Follow-up',
      'carrier started': 'Added',
      'carrier ended': 'Left',
      entered: 'Entered',
      'consent given': 'Agreed',
      'consent withdrawn': 'Withdrew',
      $pageview: 'Opened a page',
      $screen: 'Opened a screen',
      link_clicked: 'Opened a link',
      voucher_redeemed: 'Redeemed a voucher',
      'claim link given': 'Given a claim link',
    } as Record<string, string>,
  },
})

/** What the customer did and got, newest first. What only concerns ids is nobody's business in a chat. */
export function History({ person }: { person: string }) {
  const t = useText(words)
  const setting = useSetting()
  const first = useLoad(() => customerCalls(setting).history({ person, limit: 20 }), person)
  const [more, setMore] = useState<readonly Item[]>([])
  const [next, setNext] = useState<string | null>(null)
  const act = useAct(async (cursor: string) => {
    const page = await customerCalls(setting).history({ person, limit: 20, cursor })
    setMore([...more, ...page.items])
    setNext(page.next ?? '')
  })
  return (
    <Card title={t.title}>
      <Load of={first}>
        {(page) => {
          const items = [...page.items, ...more].filter(({ facts }) => facts !== 'identity')
          const cursor = next ?? page.next ?? ''
          return (
            <>
              {items.length === 0 && <Empty>{t.nothing}</Empty>}
              <ol class="list">
                {items.map((item) => (
                  <Told key={JSON.stringify(item)} item={item} />
                ))}
              </ol>
              {cursor !== '' && (
                <Button look="small" busy={act.pending} onPress={() => void act.run(cursor)}>
                  {t.more}
                </Button>
              )}
              {act.error !== null && <Trouble>{act.error}</Trouble>}
            </>
          )
        }}
      </Load>
    </Card>
  )
}

interface Item {
  readonly at: string
  readonly facts: string
  readonly name: string
  readonly detail: Readonly<Record<string, unknown>>
}

function Told({ item: { at, facts, name, detail } }: { item: Item }) {
  const t = useText(words)
  const { language } = useSetting()
  const amount = facts === 'order' ? money(Number(detail['gross'] ?? 0), language) : ''
  const said = [detail['title'], detail['member'], detail['store'], detail['source'], detail['purpose']]
  return (
    <li>
      <strong>
        {t.names[name] ?? name} {amount}
      </strong>
      <p class="small">
        <When at={at} />
        {said.filter((one) => typeof one === 'string' && one !== '').map((one) => ` · ${String(one)}`)}
      </p>
    </li>
  )
}
