import { useState } from 'preact/hooks'
import { exact, shortMoney } from '#base/format'
import { texts } from '#base/texts'
import { useAct } from '#h5/asking'
import { Button, Card, Line, Sheet, Trouble } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import { type Customer, customerCalls } from './api.tsx'

const words = texts({
  zh: {
    nobody: '微信客户',
    from: '来自',
    excluded: '已排除在统计外，不能营销',
    orders: '订单',
    net: '消费',
    clv: '预期价值',
    phone: '手机号',
    noPhone: '没有手机号',
    show: '查看',
    why: '为什么要看完整号码？会记入审计日志',
    reasons: ['联系客户', '核对订单', '预约到店'],
    members: '添加了 TA 的员工',
    me: '（我）',
    last: '最近下单',
    never: '还没有下过单',
    consents: '同意情况',
    states: { given: '已同意', withdrawn: '已撤回', unknown: '没问过' },
    neverAsked: '还没问过',
    wearers: '佩戴者',
    relations: { child: '孩子', parent: '父母', spouse: '配偶', other: '其他' } as Record<string, string>,
    born: (year: number) => `${year} 年生`,
  },
  en: {
    nobody: 'Customer of WeChat',
    from: 'From',
    excluded: 'Excluded from all numbers: no marketing',
    orders: 'Orders',
    net: 'Spent',
    clv: 'Expected',
    phone: 'Phone',
    noPhone: 'No phone number',
    show: 'Show',
    why: 'Why do you need the whole number? It goes to the audit log',
    reasons: ['To reach the customer', 'To check an order', 'For an appointment'],
    members: 'Members who have them',
    me: ' (me)',
    last: 'Last order',
    never: 'No order yet',
    consents: 'Consents',
    states: { given: 'Given', withdrawn: 'Withdrawn', unknown: 'Never asked' },
    neverAsked: 'Never asked',
    wearers: 'Wearers',
    relations: { child: 'Child', parent: 'Parent', spouse: 'Spouse', other: 'Other' } as Record<string, string>,
    born: (year: number) => `born ${year}`,
  },
})

/** Who it is, what they bought, and how they may be written to. */
export function CustomerCard({ of }: { of: Customer }) {
  const t = useText(words)
  const { language } = useSetting()
  const name = of.name ?? t.nobody
  return (
    <Card>
      <div class="who">
        <span class="face" aria-hidden="true">
          {[...name][0]}
        </span>
        <div>
          <h1>{name}</h1>
          <p>
            {of.source !== null && `${t.from} ${of.source}`}
            {of.source !== null && of.enteredAt !== null && ' · '}
            {of.enteredAt !== null && <When at={of.enteredAt} />}
          </p>
          {of.excluded !== null && <p class="late">{t.excluded}</p>}
        </div>
      </div>
      <div class="figures">
        <p>
          <b>{exact(of.orders.count, language)}</b>
          <span>{t.orders}</span>
        </p>
        <p>
          <b>{shortMoney(of.orders.net, language)}</b>
          <span>{t.net}</span>
        </p>
        <p>
          <b>{shortMoney(of.clv, language)}</b>
          <span>{t.clv}</span>
        </p>
      </div>
    </Card>
  )
}

/** What is known of the customer beside it: phone, members, last order, wearers, consents. */
export function CustomerFacts({ of }: { of: Customer }) {
  const t = useText(words)
  const { language } = useSetting()
  // What nobody has asked yet says nothing; a withdrawal comes first.
  const said = of.consents.filter(({ state }) => state !== 'unknown').sort((a, b) => (a.state > b.state ? -1 : 1))
  return (
    <Card>
      <Phone of={of} />
      <Line label={t.last}>{of.orders.lastAt === null ? t.never : <When at={of.orders.lastAt} />}</Line>
      <Line label={t.members}>{of.members.map(({ name, mine }) => name + (mine ? t.me : '')).join('、')}</Line>
      {of.wearers.map((one) => (
        <Line key={one.id} label={t.wearers}>
          {one.name} · {t.relations[one.relation] ?? one.relation}
          {one.birthYear !== null && ` · ${t.born(one.birthYear)}`}
        </Line>
      ))}
      <Line label={t.consents}>
        {said.length === 0 && t.neverAsked}
        {said.map((one) => (
          <p key={one.purpose} class={one.state === 'withdrawn' ? 'late' : ''}>
            {one[language]} {t.states[one.state]}
          </p>
        ))}
      </Line>
    </Card>
  )
}

/** Masked; the whole number is shown for a reason, which is written down. */
function Phone({ of }: { of: Customer }) {
  const t = useText(words)
  const setting = useSetting()
  const [isAsking, setAsking] = useState(false)
  const [whole, setWhole] = useState<string | null>(null)
  const act = useAct(async (reason: string) => {
    const shown = await customerCalls(setting).reveal({ person: of.person, reason })
    setWhole(shown.private['phone'] ?? shown.phones[0] ?? '')
    setAsking(false)
  })
  const masked = of.private['phone']
  return (
    <Line label={t.phone}>
      {whole !== null ? <a href={`tel:${whole}`}>{whole}</a> : (masked ?? t.noPhone)}
      {masked !== undefined && whole === null && (
        <>
          {' '}
          <Button look="link" onPress={() => setAsking(true)}>
            {t.show}
          </Button>
        </>
      )}
      {isAsking && (
        <Sheet title={t.phone} close={() => setAsking(false)}>
          <h3>{t.why}</h3>
          <div class="chips">
            {t.reasons.map((reason) => (
              <button key={reason} type="button" class="chip" onClick={() => void act.run(reason)}>
                {reason}
              </button>
            ))}
          </div>
          {act.error !== null && <Trouble>{act.error}</Trouble>}
        </Sheet>
      )}
    </Line>
  )
}
