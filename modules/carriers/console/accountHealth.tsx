import { Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Time } from '#ui/time'
import type { CarrierKind } from '../core/kind.ts'
import { accountWords } from './accountWords.tsx'
import type { Account } from './api.tsx'

/** What an account of a kind has to show. */
export type Shows = (what: CarrierKind['shows'][number]) => boolean

/** Who is reached by the account, as far as its kind knows members, ties and welcomes. */
export function Numbers({ account, shows }: { account: Account; shows: Shows }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  const { sent, lost, p99, why } = account.welcomes
  return (
    <dl className="facts">
      {shows('members') && (
        <>
          <dt>{t.staff}</dt>
          <dd className="num">{n(account.staff)}</dd>
        </>
      )}
      <dt>{shows('orders') ? t.buyers : t.contacts}</dt>
      <dd className="num">{n(account.contacts)}</dd>
      {shows('members') && (
        <>
          <dt>{t.relations}</dt>
          <dd>
            <span className="num">{n(account.relations)}</span> <span className="small muted">{t.relationsHelp}</span>
          </dd>
        </>
      )}
      {account.withoutUnionid > 0 && (
        <>
          <dt>{t.unionid}</dt>
          <dd>
            <span className="num">{n(account.withoutUnionid)}</span>{' '}
            <span className="small muted">{t.unionidHelp}</span>
          </dd>
        </>
      )}
      {shows('welcomes') && (
        <>
          <dt>{t.welcomes}</dt>
          <dd title={t.lostHelp}>
            {t.welcomed(n(sent), n(lost))} {p99 !== null && <span className="small muted">{t.p99(n(p99))}</span>}
            {why.map(({ state, error, count }) => (
              <div className="small muted" key={state + error}>
                {t.lostBy[state](n(count))} {error}
              </div>
            ))}
          </dd>
        </>
      )}
    </dl>
  )
}

/** When it was heard last, what waits, and what could not be applied. */
export function Health({ account, canSync }: { account: Account; canSync: boolean }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  return (
    <p className="row small muted">
      <span>
        {t.heardAt} {account.heardAt ? <Time at={account.heardAt} /> : t.never}
      </span>
      {canSync && (
        <span>
          {t.syncedAt} {account.syncedAt ? <Time at={account.syncedAt} /> : t.never}
        </span>
      )}
      {account.tokenUntil && (
        <span>
          {t.token} <Time at={account.tokenUntil} />
        </span>
      )}
      {account.waiting > 0 && <Tag color="processing">{t.waiting(exact(account.waiting, language))}</Tag>}
      {account.failed > 0 && <Tag color="error">{t.failed(exact(account.failed, language))}</Tag>}
    </p>
  )
}
