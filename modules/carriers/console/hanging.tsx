import { Link } from '@tanstack/react-router'
import { Alert, Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { HangingOn } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

/** What hangs on a member, and what of it cannot go over. */
export function Hanging({ of }: { of: HangingOn }) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  const held = [
    [t.underWay, of.underWay],
    [t.tooOften, of.tooOften],
    [t.unknown, of.unknown],
  ] as const
  return (
    <>
      <dl className="facts">
        <dt>{t.customers}</dt>
        <dd className="num">
          <strong>{n(of.customers)}</strong> {of.member.left && <Tag>{t.left}</Tag>}
          {held.map(([why, count]) =>
            count > 0 ? (
              <div key={why} className="small muted">
                {n(count)} · {why}
              </div>
            ) : null,
          )}
        </dd>
        <dt>{t.chats}</dt>
        <dd>
          {of.chats.length === 0 && '—'}
          {of.chats.map(({ id, name, customers }) => (
            <div key={id}>
              <Link to="/chat-groups/$id" params={{ id }}>
                {name || `#${id}`}
              </Link>{' '}
              <span className="small muted num">
                {t.customers} {n(customers)}
              </span>
            </div>
          ))}
        </dd>
        <dt>{t.codes}</dt>
        <dd>{of.codes.length === 0 ? '—' : of.codes.map(({ name }) => name).join('、')}</dd>
        <dt title={t.sendsHelp}>{t.sends}</dt>
        <dd>
          {of.sends.length === 0 && '—'}
          {of.sends.map(({ id, name, people }) => (
            <div key={id}>
              <Link to="/sends/$id" params={{ id }}>
                {name}
              </Link>{' '}
              <span className="small muted num">{n(people)}</span>
            </div>
          ))}
        </dd>
      </dl>
      {of.sends.length > 0 && <Alert type="warning" showIcon title={t.sendsHelp} />}
    </>
  )
}
