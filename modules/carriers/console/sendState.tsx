import { Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { Send } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'

const tones = {
  ...{ held: 'default', choosing: 'processing', asking: 'processing' },
  ...{ waiting: 'warning', done: 'success', stopped: 'default' },
} as const

export function SendState({ state }: { state: Send['state'] }) {
  const t = useText(sendWords)
  return <Tag color={tones[state]}>{t.states[state]}</Tag>
}

/** How many it has reached of those whom it is for, and members who have confirmed. */
export function Progress({ row: { people, members } }: { row: Send }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  const { refused, nobody, ...meant } = people
  const all = Object.values(meant).reduce((sum, one) => sum + one, 0)
  return (
    <span className="small num">
      {t.sentOf(n(people.sent + people.delivered), n(all))}
      {members.all > 0 && (
        <>
          <br />
          <span className="muted">{t.membersOf(n(members.sent), n(members.all))}</span>
        </>
      )}
    </span>
  )
}
