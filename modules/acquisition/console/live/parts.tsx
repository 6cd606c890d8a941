import { Tag } from 'antd'
import { useText } from '#ui/preferences'
import type { LiveCode } from './api.tsx'
import { liveWords } from './words.tsx'

/** What is given away of a code: the platform's own where it is a direct one. */
export const promoteOf = ({ name, code, url, qr, delivery, style }: LiveCode) => ({
  ...{ name, url, file: code, color: style.color },
  picture: delivery === 'direct' ? qr : null,
})

/** Whether a live code leads on. */
export function LiveState({ row }: { row: LiveCode }) {
  const t = useText(liveWords)
  const isOver = row.expiresAt !== null && Date.parse(row.expiresAt) <= Date.now()
  return (
    <span className="row">
      {!row.on ? <Tag>{t.off}</Tag> : isOver ? <Tag color="warning">{t.over}</Tag> : <Tag color="success">{t.on}</Tag>}
      {row.error && <Tag color="error">{t.failed}</Tag>}
      {row.troubles > 0 && <Tag color="warning">{t.trouble(row.troubles)}</Tag>}
    </span>
  )
}
