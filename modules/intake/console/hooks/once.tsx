import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type Hook, type Once, query } from './api.tsx'
import { Labelled } from './labelled.tsx'
import { hookWords } from './words.tsx'

/** An address and a secret, this once. */
export function ShownOnce({ once, close }: { once: Once | null; close(): void }) {
  const t = useText(hookWords)
  // Not merely hidden: a closed dialogue would keep the secret in the page.
  if (once === null || (once.address === null && once.secret === null)) return null
  return (
    <Modal
      title={t.onceTitle}
      open
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={close}>
          {t.saved}
        </Button>
      }
    >
      <p>{t.onceHelp}</p>
      {once.address !== null && <Part title={t.address} text={location.origin + once.address} />}
      {once.secret !== null && <Part title={t.secret} text={once.secret} />}
    </Modal>
  )
}

function Part({ title, text }: { title: string; text: string }) {
  const t = useText(hookWords)
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    message.success(t.copied)
  }
  return (
    <div style={{ marginBottom: 12 }}>
      <span className="row">
        <strong>{title}</strong>
        <Button size="small" onClick={() => void copy()} aria-label={`${t.copy} ${title}`}>
          {t.copy}
        </Button>
      </span>
      <pre className="snippet">{text}</pre>
    </div>
  )
}

interface Rotating {
  of: Hook | null
  what: 'address' | 'secret'
  close(): void
  onMade(once: Once): void
}

/** Asks before a new address or secret is made, and whether the old one may still be trusted. */
export function Rotation({ of, what, close, onMade }: Rotating) {
  const t = useText(hookWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [leaked, setLeaked] = useState(false)
  const [secret, setSecret] = useState('')
  const rotate = useMutation(
    query.rotate.mutationOptions({
      onSuccess: async (made) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        close()
        onMade({ address: made.address, secret: secret === '' ? made.secret : null })
      },
      onError: (error) => void message.error(problemOf(error).title || t.offline),
    }),
  )
  const send = (id: string) => rotate.mutate({ id, what, atOnce: leaked, ...(secret ? { secret } : {}) })
  const title = what === 'address' ? t.newAddress : t.newSecret
  return (
    <Modal
      title={title}
      open={of !== null}
      onCancel={close}
      okText={title}
      okButtonProps={{ loading: rotate.isPending, danger: leaked }}
      onOk={() => of && send(of.id)}
      afterClose={() => {
        setLeaked(false)
        setSecret('')
      }}
      destroyOnHidden
    >
      <p>{t.rotateHelp}</p>
      {what === 'secret' && (
        <Labelled text={t.newSecretIs}>
          <Input
            aria-label={t.newSecretIs}
            value={secret}
            onChange={(event) => setSecret(event.target.value.trim())}
            autoComplete="off"
          />
        </Labelled>
      )}
      <div style={{ marginTop: 12 }}>
        <Checkbox checked={leaked} onChange={(event) => setLeaked(event.target.checked)}>
          {t.leaked}
        </Checkbox>
      </div>
    </Modal>
  )
}
