import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Drawer, Form, Radio } from 'antd'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { accountForm } from '../core/accountsContract.ts'
import type { CarrierKind } from '../core/kind.ts'
import { carrierKinds, kindNamed } from '../core/kinds.ts'
import { accountsApi } from './accountsApi.tsx'
import { accountWords } from './accountWords.tsx'
import type { Account } from './api.tsx'

/** The form of an account: the kind is chosen once, its settings make the form. */
export function AccountEditing({ of, close }: { of: Account | 'new'; close(): void }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  const [chosen, setChosen] = useState(carrierKinds[0]?.kind ?? '')
  const before = of === 'new' ? null : of
  const kind = kindNamed(before?.kind ?? chosen)
  return (
    <Drawer title={before ? t.edit : t.add} open onClose={close} destroyOnHidden>
      {!before && (
        <Form layout="vertical">
          <Form.Item label={t.kind} extra={kind?.help[language]}>
            <Radio.Group
              value={chosen}
              aria-label={t.kind}
              onChange={(event) => setChosen(event.target.value)}
              options={carrierKinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
            />
          </Form.Item>
        </Form>
      )}
      {before && <p className="small muted">{t.secretKept}</p>}
      {kind && <Fields key={kind.kind} kind={kind} before={before} close={close} />}
    </Drawer>
  )
}

function Fields({ kind, before, close }: { kind: CarrierKind; before: Account | null; close(): void }) {
  const t = useText(accountWords)
  const queries = useQueryClient()
  const { query } = accountsApi
  const schema = useMemo(() => accountForm(settingsOf(kind, before !== null), kind.title), [kind, before])
  const done = {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: query.list.key() })
      close()
    },
  }
  const create = useMutation(query.create.mutationOptions(done))
  const change = useMutation(query.change.mutationOptions(done))
  return (
    <SchemaForm
      schema={schema}
      initial={before ? { name: before.name, settings: before.settings } : { settings: initialOf(kind) }}
      pending={create.isPending || change.isPending}
      error={before ? change.error : create.error}
      onSubmit={({ name, settings }) =>
        before ? change.mutate({ id: before.id, name, settings }) : create.mutate({ kind: kind.kind, name, settings })
      }
      submit={before ? t.edit : t.add}
    />
  )
}

/** Of an account that is there a secret may be left empty. */
function settingsOf({ settings, secrets }: CarrierKind, isThere: boolean): z.ZodObject {
  if (!isThere) return settings
  const loose = Object.entries(settings.shape).map(([name, schema]) => [
    name,
    secrets.includes(name) ? (schema as z.ZodType).optional().meta((schema as z.ZodType).meta() ?? {}) : schema,
  ])
  return z.object(Object.fromEntries(loose))
}

/** What stands in the form of a new account: the platform's own address, and what is usual. */
function initialOf({ settings, base }: CarrierKind): Record<string, unknown> {
  const usual = Object.entries(settings.shape).flatMap(([name, schema]) =>
    schema instanceof z.ZodDefault ? [[name, schema.def.defaultValue] as const] : [],
  )
  return { ...Object.fromEntries(usual), base }
}
