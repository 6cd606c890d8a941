import { useState } from 'preact/hooks'
import { exact, money } from '#base/format'
import { texts } from '#base/texts'
import { Button, Card, Line } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import type { PartnerPageData } from '../core/partners/pageData.ts'

const words = texts({
  zh: {
    hello: (name: string) => `${name} 的推广数据`,
    figures: '佣金',
    orders: '成交订单',
    net: '实付',
    activations: '激活',
    earned: '累计佣金',
    clawedBack: '退款与作废追回',
    held: '未结算',
    due: '其中可结算',
    paying: '付款中',
    paid: '已到账',
    ways: '我的链接与推广码',
    clicks: '点击',
    deals: '成交与激活',
    copy: '复制',
    copied: '已复制',
    copyFailed: '没能复制，请长按上面的内容自己复制',
    statements: '结算单',
    none: '还没有结算单',
    states: {
      ...{
        drawn: '待审批',
        approved: '待付款',
        paying: '付款中',
        paid: '已到账',
        returned: '已退回',
        cancelled: '已驳回',
      },
    } as Record<string, string>,
    confirm: '确认收款',
    inWechat: '请在微信里打开本页确认收款',
    confirmed: '已提交，到账后这里会更新',
    refused: '没有完成收款，可以再试一次',
    sales: '最近成交',
    noSales: '还没有成交，把上面的链接分享给朋友吧',
    sale: { held: '冻结中', due: '可结算', review: '核实中', void: '已作废', stated: '已入结算单' },
    rule: '佣金按实付金额计算，退款会扣回；过了冻结期按月结算。',
  },
  en: {
    hello: (name: string) => `Figures of ${name}`,
    figures: 'Commission',
    orders: 'Orders',
    net: 'Paid by customers',
    activations: 'Activations',
    earned: 'Earned',
    clawedBack: 'Taken back',
    held: 'Not stated yet',
    due: 'Of it due',
    paying: 'On its way',
    paid: 'Received',
    ways: 'My links and codes',
    clicks: 'Clicks',
    deals: 'Sales',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'It could not be copied: press it and copy it',
    statements: 'Statements',
    none: 'No statements yet',
    states: {
      ...{ drawn: 'To be approved', approved: 'To be paid', paying: 'On its way', paid: 'Received' },
      ...{ returned: 'Came back', cancelled: 'Rejected' },
    } as Record<string, string>,
    confirm: 'Take the money',
    inWechat: 'Open this page in WeChat to take it',
    confirmed: 'Told: it is shown here when it has arrived',
    refused: 'It was not taken: try again',
    sales: 'Latest sales',
    noSales: 'No sales yet: share the links above',
    sale: { held: 'Held', due: 'Due', review: 'Looked at', void: 'Void', stated: 'On a statement' },
    rule: 'Commission goes by what is really paid; refunds take it back. It is paid by the month when its time is over.',
  },
})

/** A partner's own figures, links and statements; nothing of any customer. */
export function PartnerPage({ data }: { data: PartnerPageData }) {
  const t = useText(words)
  const { language } = useSetting()
  const { figures } = data
  const sums = ['earned', 'clawedBack', 'held', 'due', 'paying', 'paid'] as const
  return (
    <main class="partner">
      <h1>{t.hello(data.name)}</h1>
      <Card title={t.figures}>
        <Line label={t.orders}>{exact(figures.orders, language)}</Line>
        <Line label={t.net}>{money(figures.net, language)}</Line>
        <Line label={t.activations}>{exact(figures.activations, language)}</Line>
        {sums.map((name) => (
          <Line key={name} label={t[name]}>
            {money(figures[name], language)}
          </Line>
        ))}
        <p class="small">{t.rule}</p>
      </Card>
      <Card title={t.ways}>
        {data.ways.map((way) => (
          <Way key={way.id} of={way} />
        ))}
      </Card>
      <Card title={t.statements}>
        {data.statements.length === 0 && <p class="empty">{t.none}</p>}
        {data.statements.map((one) => (
          <div key={one.id}>
            <Line label={`${one.month} · ${t.states[one.state] ?? one.state}`}>{money(one.amount, language)}</Line>
            {one.confirm !== null && <Taking confirm={one.confirm} />}
          </div>
        ))}
      </Card>
      <Card title={t.sales}>
        {data.sales.length === 0 && <p class="empty">{t.noSales}</p>}
        {data.sales.map((one) => (
          <div key={one.at} class="line">
            <span class="label">
              <When at={one.at} /> · {t.sale[one.state]}
            </span>
            <span class="value">
              {money(one.amount, language)} / {money(one.net, language)}
            </span>
          </div>
        ))}
      </Card>
    </main>
  )
}

function Way({ of }: { of: PartnerPageData['ways'][number] }) {
  const t = useText(words)
  const { language } = useSetting()
  const [said, setSaid] = useState('')
  const given = of.url ?? of.code
  const copy = async () =>
    setSaid(
      await navigator.clipboard.writeText(given).then(
        () => t.copied,
        () => t.copyFailed,
      ),
    )
  return (
    <div>
      <p class="address">{given}</p>
      <p class="small">
        {of.programme}
        {of.clicks !== null && ` · ${t.clicks} ${exact(of.clicks, language)}`} · {t.deals} {exact(of.deals, language)}
      </p>
      <Button look="small" onPress={() => void copy()}>
        {t.copy}
      </Button>
      <p role="status" class="small">
        {said}
      </p>
    </div>
  )
}

interface Bridge {
  invoke(api: string, params: unknown, then: (result: { err_msg?: string }) => void): void
}

/** WeChat asks the receiver whether they take it; without WeChat there is nobody to ask. */
function Taking({ confirm }: { confirm: unknown }) {
  const t = useText(words)
  const [said, setSaid] = useState('')
  const take = () => {
    const bridge = (globalThis as { WeixinJSBridge?: Bridge }).WeixinJSBridge
    if (!bridge) return setSaid(t.inWechat)
    bridge.invoke('requestMerchantTransfer', confirm, ({ err_msg: told = '' }) =>
      setSaid(told.endsWith(':ok') ? t.confirmed : t.refused),
    )
  }
  return (
    <>
      <Button look="main" onPress={take}>
        {t.confirm}
      </Button>
      <p role="status" class="small">
        {said}
      </p>
    </>
  )
}
