import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Input, Modal } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { identity } from '../contract.ts'
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
  const [reason, setReason] = useState('')
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
    setReason('')
    decide.reset()
    close()
  }
  const title = choice ? t.decisions[choice.decision] : ''
  return (
    <Modal
      title={title}
      open={choice !== null}
      onCancel={leave}
      okText={title}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: decide.isPending }}
      onOk={() => choice && decide.mutate({ ...choice, reason })}
      destroyOnHidden
    >
      {decide.error && <Alert type="error" showIcon title={problemOf(decide.error).title} />}
      <p>{t.reason}</p>
      <Input
        value={reason}
        maxLength={200}
        aria-label={t.reason}
        placeholder={t.reasonHint}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
