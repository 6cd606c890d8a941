import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { restartForm } from '../core/forwardersContract.ts'
import { type Forwarder, query } from './forwarderApi.tsx'
import { forwarderWords } from './forwarderWords.tsx'

/** Asks from when on everything is sent. */
export function Restarting({ of, close }: { of: Forwarder; close(): void }) {
  const t = useText(forwarderWords)
  const queries = useQueryClient()
  const change = useMutation(
    query.change.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        close()
      },
    }),
  )
  return (
    <Modal title={t.restartTitle} open onCancel={close} footer={null} destroyOnHidden>
      <p>{t.restartHelp}</p>
      <SchemaForm
        schema={restartForm}
        pending={change.isPending}
        error={change.error}
        onSubmit={({ startFrom = new Date().toISOString() }) => change.mutate({ id: of.id, startFrom })}
        submit={t.restart}
      />
    </Modal>
  )
}
