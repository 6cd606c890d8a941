import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Form, Modal } from 'antd'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { consents } from '../contract.ts'
import { type Purpose, purposeForm } from '../core/consents.ts'
import type { PurposeRow } from './purposes.tsx'
import { purposesWords } from './purposesWords.tsx'

const { query } = apiOf(consents)
/** What a purpose is called in the code never changes: records carry it. */
const changed = purposeForm.omit({ key: true })

interface Props {
  all: readonly PurposeRow[]
  /** The key of the one that is edited, nothing for a new one; null = closed. */
  of: string | null
  close: () => void
}

/** Asks for a purpose, new or changed. */
export function PurposeForm({ all, of, close }: Props) {
  const t = useText(purposesWords)
  const { language } = usePreferences()
  const [form] = Form.useForm()
  const queries = useQueryClient()
  const before = all.find(({ key }) => key === of)
  const save = useMutation(
    query.changePurposes.mutationOptions({
      onSuccess: async () => {
        leave()
        await queries.invalidateQueries({ queryKey: query.key() })
      },
    }),
  )
  const leave = () => {
    save.reset()
    close()
  }
  const send = (purpose: Purpose) => {
    const rest = all.filter(({ key }) => key !== purpose.key)
    save.mutate({ purposes: before ? all.map((one) => (one.key === purpose.key ? purpose : one)) : [...rest, purpose] })
  }
  const common = { form, pending: save.isPending, error: save.error, submit: null }
  return (
    <Modal
      title={before ? t.editOf(before[language]) : t.add}
      open={of !== null}
      onCancel={leave}
      okText={t.save}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      {before ? (
        <SchemaForm
          {...common}
          schema={changed}
          initial={before}
          onSubmit={(values) => send({ key: before.key, ...values })}
        />
      ) : (
        <SchemaForm {...common} schema={purposeForm} initial={{ basis: 'consent', channels: [] }} onSubmit={send} />
      )}
    </Modal>
  )
}
