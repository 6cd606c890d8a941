import { Alert, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { problemOf } from './api.tsx'
import { texts, useText } from './preferences.tsx'

const words = texts({
  zh: { audited: '原因会写进审计日志。' },
  en: { audited: 'The reason goes to the audit log.' },
})

interface Props {
  title: string
  open: boolean
  pending: boolean
  error: Error | null
  /** The question whose answer is the reason. */
  why: string
  example: string
  agree: (reason: string) => void
  close: () => void
  danger?: boolean
  /** False while something else in the dialog is missing. */
  ready?: boolean
  /** What is about to happen. */
  children?: ReactNode
}

/** Asks a human for the reason of what cannot be taken lightly. */
export function ReasonDialog({
  title,
  open,
  pending,
  error,
  why,
  example,
  agree,
  close,
  danger = false,
  ready = true,
  children,
}: Props) {
  const t = useText(words)
  const [reason, setReason] = useState('')
  return (
    <Modal
      title={title}
      open={open}
      onCancel={close}
      okText={title}
      okButtonProps={{ disabled: !ready || reason.trim().length < 2, loading: pending, danger }}
      onOk={() => agree(reason)}
      afterClose={() => setReason('')}
      destroyOnHidden
    >
      {error && <Alert type="error" showIcon title={problemOf(error).title} />}
      {children}
      <p>
        {why} {t.audited}
      </p>
      <Input
        value={reason}
        maxLength={200}
        aria-label={why}
        placeholder={example}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
