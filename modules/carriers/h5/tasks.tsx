import { texts } from '#base/texts'
import type { Loaded } from '#h5/asking'
import { Card, Empty, Load } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import type { Tasks } from './api.tsx'
import { Finish } from './followUps.tsx'
import { Phones } from './phones.tsx'

const words = texts({
  zh: {
    sends: '待发送的群发',
    sendsHelp: '在企业微信的「工作台 → 群发助手」或收到的提醒里确认，确认后才会发给客户。',
    noSends: '没有待发送的群发',
    people: (count: number) => `${count} 位客户`,
    reminded: (count: number) => `已提醒 ${count} 次`,
    followUps: '该跟进的客户',
    noFollowUps: '今天没有要跟进的客户',
    late: '已过期',
    team: '我的团队：谁没发、谁没回、谁在流失',
  },
  en: {
    sends: 'Messages that wait for you',
    sendsHelp: 'Confirm them in WeCom, in the mass message assistant or by the reminder: only then are they sent.',
    noSends: 'No message waits',
    people: (count: number) => (count === 1 ? '1 customer' : `${count} customers`),
    reminded: (count: number) => (count === 1 ? 'Reminded once' : `Reminded ${count} times`),
    followUps: 'Customers to come back to',
    noFollowUps: 'Nobody waits for you today',
    late: 'Late',
    team: 'My team: who has not sent, who does not answer, who loses customers',
  },
})

/** What waits for the member. */
export function TaskList({ of }: { of: Loaded<Tasks> }) {
  return <Load of={of}>{(tasks) => <Waiting of={tasks} changed={of.reload} />}</Load>
}

function Waiting({ of: { sends, followUps, phones }, changed }: { of: Tasks; changed(): void }) {
  const t = useText(words)
  const { now } = useSetting()
  return (
    <>
      <Card title={t.sends}>
        {sends.length === 0 ? <Empty>{t.noSends}</Empty> : <p class="small">{t.sendsHelp}</p>}
        <ul class="list">
          {sends.map((one) => (
            <li key={one.id}>
              <strong>{one.name}</strong>
              <p>{one.text}</p>
              <span class="small">
                {t.people(one.people)} · <When at={one.askedAt} />
                {one.reminders > 0 && ` · ${t.reminded(one.reminders)}`}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t.followUps}>
        {followUps.length === 0 && <Empty>{t.noFollowUps}</Empty>}
        <ul class="list">
          {followUps.map((one) => (
            <li key={one.id}>
              <div class="split">
                <div>
                  <strong>{one.name ?? '—'}</strong>
                  <p>{one.note}</p>
                  {one.nextAt !== null && (
                    <span class="small">
                      {Date.parse(one.nextAt) < now && <span class="late">{t.late} · </span>}
                      <When at={one.nextAt} />
                    </span>
                  )}
                </div>
                <Finish id={one.id} name={one.name ?? ''} changed={changed} />
              </div>
            </li>
          ))}
        </ul>
      </Card>
      {phones.length > 0 && <Phones of={phones} changed={changed} />}
      <Card>
        <a class="way" href="/m/team">
          {t.team}
        </a>
      </Card>
    </>
  )
}
