import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Drawer, Modal, Radio, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { webhookForm } from '../contract.ts'
import { query, useFacts, type Webhook } from './api.tsx'
import { words } from './words.tsx'

interface Props {
  /** The webhook to change; `new` makes one; null shows nothing. */
  of: Webhook | 'new' | null
  close(): void
  onMade(secret: string): void
}

/** The form of a webhook, new or there already. */
export function Editing({ of, close, onMade }: Props) {
  const t = useText(words)
  const { facts, isPending } = useFacts()
  const queries = useQueryClient()
  const schema = useMemo(() => webhookForm(Object.fromEntries(facts.map(({ name, title }) => [name, title]))), [facts])
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: query.list.key() })
    close()
  }
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async ({ secret }) => {
        await refresh()
        onMade(secret)
      },
    }),
  )
  const change = useMutation(query.change.mutationOptions({ onSuccess: refresh }))
  const before = of === 'new' || of === null ? null : of
  return (
    <Drawer title={before ? t.edit : t.add} open={of !== null} onClose={close} destroyOnHidden>
      {isPending ? (
        <Skeleton active title={false} />
      ) : (
        <SchemaForm
          schema={schema}
          initial={before ? { name: before.name, url: before.url, facts: before.facts } : { url: 'https://' }}
          pending={create.isPending || change.isPending}
          error={before ? change.error : create.error}
          onSubmit={(values) => (before ? change.mutate({ id: before.id, ...values }) : create.mutate(values))}
          submit={before ? t.edit : t.add}
        />
      )}
    </Drawer>
  )
}

const spans = { day: 1, week: 7, month: 30 }

/** Asks how far back, then sends again what failed since. */
export function Replaying({ of, close }: { of: Webhook | null; close(): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [span, setSpan] = useState<keyof typeof spans>('day')
  const replay = useMutation(
    query.replayFailed.mutationOptions({
      onSuccess: async ({ count }) => {
        await queries.invalidateQueries({ queryKey: query.list.key() })
        await queries.invalidateQueries({ queryKey: query.deliveries.key() })
        message.success(t.replayed(exact(count, language)))
        close()
      },
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const send = (id: string) =>
    replay.mutate({ id, since: new Date(Date.now() - spans[span] * 86_400_000).toISOString() })
  return (
    <Modal
      title={t.replayTitle}
      open={of !== null}
      onCancel={close}
      okText={t.replay}
      okButtonProps={{ loading: replay.isPending }}
      onOk={() => of && send(of.id)}
      destroyOnHidden
    >
      <Radio.Group
        value={span}
        aria-label={t.since}
        onChange={(event) => setSpan(event.target.value)}
        options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t.spans[value] }))}
      />
    </Modal>
  )
}
