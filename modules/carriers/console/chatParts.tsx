import { Tag } from 'antd'
import { useText } from '#ui/preferences'
import type { Chat } from './api.tsx'
import { chatWords } from './chatWords.tsx'

const tones = { live: 'success', orphaned: 'error', dismissed: 'default' } as const

export function ChatState({ of: { state } }: { of: Pick<Chat, 'state'> }) {
  const t = useText(chatWords)
  return <Tag color={tones[state]}>{t.states[state]}</Tag>
}

export function Owner({ of: { owner } }: { of: Pick<Chat, 'owner'> }) {
  const t = useText(chatWords)
  return (
    <span>
      {owner.name} {owner.left && <span className="small muted">{t.ownerLeft}</span>}
    </span>
  )
}
