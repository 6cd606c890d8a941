import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { query, type Webhook } from './api.tsx'
import { words } from './words.tsx'

/** A secret, this once. */
export function SecretOnce({ secret, close }: { secret: string | null; close(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(secret ?? '')
    message.success(t.copied)
  }
  // Not merely hidden: a closed dialogue would keep the secret in the page.
  if (secret === null) return null
  return (
    <Modal
      title={t.secretTitle}
      open
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <>
          <Button onClick={() => void copy()}>{t.copy}</Button>
          <Button type="primary" onClick={close}>
            {t.saved}
          </Button>
        </>
      }
    >
      <p>{t.secretHelp}</p>
      <pre className="snippet">{secret}</pre>
    </Modal>
  )
}

/** Asks before a new secret is made, and whether the old one may still be trusted. */
export function Rotating({ of, close, onMade }: { of: Webhook | null; close(): void; onMade(secret: string): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [leaked, setLeaked] = useState(false)
  const rotate = useMutation(
    query.rotate.mutationOptions({
      onSuccess: async ({ secret }) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        close()
        onMade(secret)
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <Modal
      title={t.rotateTitle}
      open={of !== null}
      onCancel={close}
      okText={t.rotate}
      okButtonProps={{ loading: rotate.isPending, danger: leaked }}
      onOk={() => of && rotate.mutate({ id: of.id, atOnce: leaked })}
      afterClose={() => setLeaked(false)}
      destroyOnHidden
    >
      <p>{t.rotateHelp}</p>
      <Checkbox checked={leaked} onChange={(event) => setLeaked(event.target.checked)}>
        {t.leaked}
      </Checkbox>
    </Modal>
  )
}
