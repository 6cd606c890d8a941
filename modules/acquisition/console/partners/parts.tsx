import { Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import { money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { unsent } from '../../core/partners/statement.ts'
import type { Partner, Statement } from './api.tsx'
import { partnerWords } from './words.tsx'

/** An amount in fen; below nothing it says so by more than its colour. */
export function Fen({ of }: { of: number }) {
  const { language } = usePreferences()
  return <span className={of < 0 ? 'num danger' : 'num'}>{money(of, language)}</span>
}

/** Whether a partner earns, and until when there is a contract. */
export function PartnerState({ of }: { of: Partner }) {
  const t = useText(partnerWords)
  const today = new Date().toISOString().slice(0, 10)
  const isOver = of.contractTo !== null && of.contractTo < today
  return (
    <span className="row">
      {of.on ? <Tag color="success">{t.on}</Tag> : <Tag>{t.off}</Tag>}
      {of.contractFrom === null ? (
        <Tag color="warning">{t.noContract}</Tag>
      ) : (
        <Tag color={isOver ? 'error' : 'default'}>{of.contractTo === null ? t.open : t.until(of.contractTo)}</Tag>
      )}
      {of.figures.flags > 0 && (
        <Tag color="error">
          {t.flags} {of.figures.flags}
        </Tag>
      )}
    </span>
  )
}

const colors = {
  ...{ drawn: 'processing', approved: 'warning', paying: 'processing', paid: 'success' },
  ...{ returned: 'error', cancelled: 'default' },
} as const

export function StatementTag({ of }: { of: Pick<Statement, 'state'> }) {
  const t = useText(partnerWords)
  return <Tag color={colors[of.state]}>{t.statementStates[of.state]}</Tag>
}

/** Hundredths of a percent as people write it. */
export const rateText = (rate: number): string => `${rate / 100}%`

export const Named = ({ row }: { row: Pick<Partner, 'id' | 'name'> }) => (
  <Link to="/partners/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

/** The note of a statement; that nothing could be sent is said in words. */
export const noteOf = ({ note }: Pick<Statement, 'note'>, words: string): string => (note === unsent ? words : note)
