import { Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { customerStates } from '../core/transfers.ts'
import type { Transfer } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

const tones = {
  ...{ held: 'default', asking: 'processing', waiting: 'warning', done: 'success', stopped: 'default' },
} as const

export function TransferState({ of: { state } }: { of: Pick<Transfer, 'state'> }) {
  const t = useText(transferWords)
  return <Tag color={tones[state]}>{t.states[state]}</Tag>
}

/** Customers that have gone over, of all; those that did not, by why. */
export function Gone({ of: { customers } }: { of: Pick<Transfer, 'customers'> }) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const all = customerStates.reduce((sum, state) => sum + customers[state], 0)
  const others = customerStates.filter((state) => state !== 'done' && customers[state] > 0)
  if (all === 0) return <span className="muted">—</span>
  return (
    <span className="small num">
      {t.doneOf(exact(customers.done, language), exact(all, language))}
      <br />
      <span className="muted">
        {others.map((state) => `${t.customerStates[state]} ${exact(customers[state], language)}`).join(' · ')}
      </span>
    </span>
  )
}
