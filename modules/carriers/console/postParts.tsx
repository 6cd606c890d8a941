import { Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { Post } from './api.tsx'
import { postWords } from './postWords.tsx'

const tones = {
  ...{ held: 'default', asking: 'processing', waiting: 'warning', done: 'success', stopped: 'default' },
} as const

export function PostState({ of: { state } }: { of: Pick<Post, 'state'> }) {
  const t = useText(postWords)
  return <Tag color={tones[state]}>{t.states[state]}</Tag>
}

/** Members who have shown it, and to how many customers or chats. */
export function PostProgress({ of: { kind, members, chats, seen, likes, comments } }: { of: Post }) {
  const t = useText(postWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <span className="small num">
      {t.membersOf(n(members.sent), n(members.all))}
      <br />
      <span className="muted">
        {kind === 'chats'
          ? t.chatsOf(n(chats.sent), n(chats.all))
          : `${t.seen} ${n(seen)} · ${t.likes} ${n(likes)} · ${t.comments} ${n(comments)}`}
      </span>
    </span>
  )
}
