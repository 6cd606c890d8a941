import { texts } from '#base/texts'
import { Card, Line } from '#h5/kit'
import { useText, When } from '#h5/setting'

/** What somebody has claimed. */
export interface Given {
  readonly state: 'claimed' | 'sent' | 'received' | 'returned' | 'cancelled'
  readonly code: string | null
  readonly use: string
  readonly url: string | null
  readonly carrier: string
  readonly tracking: string
  readonly claimedAt: string
}

const words = texts({
  zh: {
    done: '已领取',
    states: { claimed: '正在准备', sent: '已发出', received: '已收到', returned: '已退回', cancelled: '已取消' },
    used: '已使用',
    code: '你的码',
    show: '到店或下单时出示',
    open: '打开资料',
    at: '领取时间',
    state: '状态',
    parcel: '快递',
  },
  en: {
    done: 'It is yours',
    states: {
      claimed: 'Being prepared',
      sent: 'On its way',
      received: 'Received',
      returned: 'Returned',
      cancelled: 'Cancelled',
    },
    used: 'Used',
    code: 'Your code',
    show: 'Show it in the store or with your order',
    open: 'Open it',
    at: 'Claimed',
    state: 'State',
    parcel: 'Parcel',
  },
})

/** What was given: the code to show, where it is, or what it opens. */
export function GivenCard({ given }: { given: Given }) {
  const t = useText(words)
  const isCode = given.code !== null
  return (
    <Card title={t.done}>
      {isCode && (
        <p class="big-code" role="status">
          <span class="small">{t.code}</span>
          <strong>{given.code?.replace(/(.{5})/, '$1 ')}</strong>
          <span class="small">{given.use || t.show}</span>
        </p>
      )}
      {given.url !== null && (
        <a class="button main" href={given.url}>
          {t.open}
        </a>
      )}
      {given.url === null && (!isCode || given.state !== 'sent') && (
        <Line label={t.state}>{isCode && given.state === 'received' ? t.used : t.states[given.state]}</Line>
      )}
      {given.tracking !== '' && (
        <Line label={t.parcel}>
          {given.carrier} {given.tracking}
        </Line>
      )}
      <Line label={t.at}>
        <When at={given.claimedAt} />
      </Line>
    </Card>
  )
}
