import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { identity } from '../contract.ts'
import { ReasonDialog } from './reason.tsx'
import { words } from './words.tsx'

const { query } = apiOf(identity)

/** What somebody is about to decide. */
export interface Choice {
  id: string
  decision: 'merge' | 'apart' | 'undo' | 'keep' | 'transfer'
}

/** Asks for the reason, then decides. */
export function Decide({ choice, close }: { choice: Choice | null; close: () => void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const decide = useMutation(
    query.decide.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries()
        void message.success(t.done)
        leave()
      },
    }),
  )
  const leave = () => {
    decide.reset()
    close()
  }
  return (
    <ReasonDialog
      title={choice ? t.decisions[choice.decision] : ''}
      open={choice !== null}
      pending={decide.isPending}
      error={decide.error}
      agree={(reason) => choice && decide.mutate({ ...choice, reason })}
      close={leave}
    />
  )
}
