import { type FieldText, fieldKey } from '#kit/form'
import { usePreferences } from '#ui/preferences'
import { type Notice, noticeSchema } from '../core/notice.ts'

const names = Object.keys(noticeSchema.shape) as (keyof Notice)[]
/** How a part of a notice is called. */
export function noticeLabel(name: keyof Notice, language: 'zh' | 'en'): string {
  const text = noticeSchema.shape[name].meta()?.[fieldKey] as FieldText | undefined
  return text?.[language] ?? name
}

/** A notice as people read it, what is empty left out. */
export function NoticeText({ notice }: { notice: Notice }) {
  const { language } = usePreferences()
  return (
    <dl className="facts">
      {names
        .filter((name) => notice[name] !== '')
        .flatMap((name) => [
          <dt key={name}>{noticeLabel(name, language)}</dt>,
          <dd key={`${name} text`} style={{ whiteSpace: 'pre-wrap' }}>
            {notice[name]}
          </dd>,
        ])}
    </dl>
  )
}
