import { Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { Hook } from './api.tsx'
import { hookWords } from './words.tsx'

/** Whether it can be claimed now, and why not. */
export function HookState({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const now = Date.now()
  if (!hook.on) return <Tag>{t.off}</Tag>
  if (hook.stopped) return <Tag color="error">{t.stopped}</Tag>
  if (hook.startsAt !== null && Date.parse(hook.startsAt) > now) return <Tag color="processing">{t.soon}</Tag>
  if (hook.endsAt !== null && Date.parse(hook.endsAt) <= now) return <Tag>{t.over}</Tag>
  if (hook.left === 0) return <Tag color="warning">{t.none}</Tag>
  return <Tag color="success">{t.on}</Tag>
}

/** How many more it can give. */
export function Left({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  return <>{hook.left === null ? t.unlimited : exact(hook.left, language)}</>
}
