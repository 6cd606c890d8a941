import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Drawer, Form, Segmented, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import type { ForwarderKind } from '../core/forwarderKind.ts'
import { forwarderKinds } from '../core/forwarders.ts'
import { forwarderForm } from '../core/forwardersContract.ts'
import { type Forwarder, query } from './forwarderApi.tsx'
import { forwarderWords } from './forwarderWords.tsx'

/** The form of a forwarder: the kind is chosen once, its settings make the form. */
export function ForwarderEditing({ of, close }: { of: Forwarder | 'new'; close(): void }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  const [chosen, setChosen] = useState(forwarderKinds[0]?.kind ?? '')
  const before = of === 'new' ? null : of
  const kind = forwarderKinds.find((one) => one.kind === (before?.kind ?? chosen))
  return (
    <Drawer title={before ? t.edit : t.add} open onClose={close} destroyOnHidden>
      {!before && (
        <Form layout="vertical">
          <Form.Item label={t.kind} extra={kind?.help[language]}>
            <Segmented
              value={chosen}
              aria-label={t.kind}
              onChange={(kind) => setChosen(kind)}
              options={forwarderKinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
            />
          </Form.Item>
        </Form>
      )}
      {before && <p className="small muted">{t.secretKept}</p>}
      {kind && <Fields key={kind.kind} kind={kind} before={before} close={close} />}
    </Drawer>
  )
}

function Fields({ kind, before, close }: { kind: ForwarderKind; before: Forwarder | null; close(): void }) {
  const t = useText(forwarderWords)
  const queries = useQueryClient()
  const choices = useQuery(query.choices.queryOptions())
  const purposes = choices.data?.purposes
  const schema = useMemo(
    () =>
      forwarderForm(
        settingsOf(kind, before !== null),
        Object.fromEntries(purposes?.map(({ key, ...text }) => [key, text]) ?? [['sharing', { zh: '', en: '' }]]),
      ),
    [kind, before, purposes],
  )
  const done = {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: query.list.key() })
      close()
    },
  }
  const create = useMutation(query.create.mutationOptions(done))
  const change = useMutation(query.change.mutationOptions(done))
  if (!purposes) return <Skeleton active title={false} />
  const initial = before
    ? {
        name: before.name,
        settings: before.settings,
        purpose: before.purpose,
        policy: before.policy,
        events: before.events,
        properties: before.properties,
      }
    : { settings: { url: 'https://' }, purpose: 'sharing', policy: 'given' as const, events: [], properties: [] }
  return (
    <SchemaForm
      schema={schema}
      initial={initial}
      pending={create.isPending || change.isPending}
      error={before ? change.error : create.error}
      onSubmit={(values) =>
        before ? change.mutate({ id: before.id, ...values }) : create.mutate({ kind: kind.kind, ...values })
      }
      submit={before ? t.edit : t.add}
    />
  )
}

/** Of a forwarder that is there a secret may be left empty. */
function settingsOf({ settings, secrets }: ForwarderKind, isThere: boolean): z.ZodObject {
  if (!isThere) return settings
  const loose = Object.entries(settings.shape).map(([name, schema]) => [
    name,
    secrets.includes(name) ? (schema as z.ZodType).optional().meta((schema as z.ZodType).meta() ?? {}) : schema,
  ])
  return z.object(Object.fromEntries(loose))
}
