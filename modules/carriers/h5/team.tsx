import { useState } from 'preact/hooks'
import { percent } from '#base/format'
import { texts } from '#base/texts'
import { Card, Empty } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'

const words = texts({
  zh: {
    title: '我的团队',
    lead: (day: string) => `回复情况是企业微信统计的 ${day}；添加和流失是近 7 天。`,
    nobody: '没有你负责的员工',
    filters: { all: '全部', unsent: '没发群发', slow: '回复慢', losing: '有流失' },
    unsent: (sends: number, people: number) => `${sends} 个群发没发，涉及 ${people} 位客户`,
    since: '从',
    noChats: '昨天没有客户来聊',
    unknown: '企业微信还没给出昨天的统计',
    replied: (share: string) => `回复率 ${share}`,
    first: (minutes: number) => `首次回复 ${minutes} 分钟`,
    added: '添加',
    lost: '流失',
    customers: '客户',
  },
  en: {
    title: 'My team',
    lead: (day: string) => `Answers are WeCom's figures of ${day}; added and lost are of 7 days.`,
    nobody: 'You look after nobody',
    filters: { all: 'All', unsent: 'Not sent', slow: 'Slow to answer', losing: 'Losing customers' },
    unsent: (sends: number, people: number) => `${sends} messages not sent, to ${people} customers`,
    since: 'since',
    noChats: 'Nobody wrote yesterday',
    unknown: 'WeCom has told nothing of yesterday yet',
    replied: (share: string) => `${share} answered`,
    first: (minutes: number) => `first answer after ${minutes} min`,
    added: 'Added',
    lost: 'Lost',
    customers: 'Customers',
  },
})

interface Member {
  readonly member: string
  readonly name: string
  readonly departments: readonly string[]
  readonly customers: number
  readonly added: number
  readonly lost: number
  readonly sends: number
  readonly people: number
  readonly waitingSince: string | null
  readonly chats: number | null
  readonly replied: number | null
  readonly firstReplyMinutes: number | null
}

/** A member is slow who leaves every tenth chat without an answer, or takes half an hour (operator.md B38). */
const isSlow = ({ replied, firstReplyMinutes }: Member) =>
  (replied !== null && replied < 0.9) || (firstReplyMinutes ?? 0) > 30

const fits = {
  all: () => true,
  unsent: ({ sends }: Member) => sends > 0,
  slow: isSlow,
  losing: ({ lost }: Member) => lost > 0,
}
type Filter = keyof typeof fits
const filters = Object.keys(fits) as Filter[]

/** What a store's manager looks at: who has not sent, who does not answer, who loses customers. */
export function TeamPage({ data: { day, members } }: { data: { day: string; members: readonly Member[] } }) {
  const t = useText(words)
  const [filter, setFilter] = useState<Filter>('all')
  const shown = members.filter(fits[filter])
  return (
    <main>
      <Card>
        <h1 class="title">{t.title}</h1>
        <p class="small">{t.lead(day)}</p>
        <div class="chips">
          {filters.map((one) => (
            <button key={one} type="button" class="chip" aria-pressed={one === filter} onClick={() => setFilter(one)}>
              {t.filters[one]} {members.filter(fits[one]).length}
            </button>
          ))}
        </div>
        {members.length === 0 && <Empty>{t.nobody}</Empty>}
      </Card>
      {shown.length > 0 && (
        <Card>
          <ul class="list">
            {shown.map((one) => (
              <MemberLine key={one.member} of={one} />
            ))}
          </ul>
        </Card>
      )}
    </main>
  )
}

function MemberLine({ of }: { of: Member }) {
  const t = useText(words)
  const { language } = useSetting()
  const minutes = of.firstReplyMinutes
  const answers =
    of.replied === null
      ? of.chats === null
        ? t.unknown
        : t.noChats
      : [t.replied(percent(of.replied, 0)), ...(minutes === null ? [] : [t.first(Math.round(minutes))])].join(
          language === 'zh' ? '，' : ', ',
        )
  return (
    <li>
      <div class="split">
        <strong>{of.name}</strong>
        <span class="small">{of.departments.join('、')}</span>
      </div>
      {of.sends > 0 && (
        <p class="late">
          {t.unsent(of.sends, of.people)}
          {of.waitingSince !== null && (
            <span class="small">
              {' · '}
              {t.since} <When at={of.waitingSince} />
            </span>
          )}
        </p>
      )}
      <p class={isSlow(of) ? 'late' : 'small'}>{answers}</p>
      <p class="small">
        {t.customers} {of.customers} · {t.added} {of.added} ·{' '}
        <span class={of.lost > 0 ? 'late' : ''}>
          {t.lost} {of.lost}
        </span>
      </p>
    </li>
  )
}
