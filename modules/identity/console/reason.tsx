import { Alert, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { words } from './words.tsx'

interface Props {
  title: string
  open: boolean
  pending: boolean
  error: Error | null
  agree: (reason: string) => void
  close: () => void
  /** What is about to happen. */
  children?: ReactNode
}

/** Asks a human for the reason of what cannot be taken lightly. */
export function ReasonDialog({ title, open, pending, error, agree, close, children }: Props) {
  const t = useText(words)
  const [reason, setReason] = useState('')
  return (
    <Modal
      title={title}
      open={open}
      onCancel={close}
      okText={title}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: pending }}
      onOk={() => agree(reason)}
      afterClose={() => setReason('')}
      destroyOnHidden
    >
      {error && <Alert type="error" showIcon title={problemOf(error).title} />}
      {children}
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
