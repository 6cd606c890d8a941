import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Drawer, Form, Radio } from 'antd'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import { field } from '#kit/form'
import { usePreferences, useText } from '#ui/preferences'
import { SchemaForm } from '#ui/schemaForm'
import { type AdKind, adEvents } from '../../core/ads/kind.ts'
import { adKindNamed, adKinds } from '../../core/ads/kinds.ts'
import { type AdAccount, adsApi } from './api.tsx'
import { adWords } from './words.tsx'

const { query } = adsApi

/** The form of an ad account: the platform is chosen once, what it asks for makes the form. */
export function AdEditing({ of, close }: { of: AdAccount | 'new'; close(): void }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const [chosen, setChosen] = useState(adKinds[0]?.kind ?? '')
  const before = of === 'new' ? null : of
  const kind = adKindNamed(before?.kind ?? chosen)
  return (
    <Drawer title={before ? t.edit : t.connect} open onClose={close} destroyOnHidden>
      {!before && (
        <Form layout="vertical">
          <Form.Item label={t.kind} extra={kind?.help[language]}>
            <Radio.Group
              value={chosen}
              aria-label={t.kind}
              onChange={(event) => setChosen(event.target.value)}
              options={adKinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
            />
          </Form.Item>
        </Form>
      )}
      {before && <p className="small muted">{t.secretKept}</p>}
      {kind && <Fields key={kind.kind} kind={kind} before={before} close={close} />}
    </Drawer>
  )
}

const code = (zh: string, en: string) =>
  field(z.string().trim().max(60).optional(), {
    ...{ zh, en },
    help: { zh: '平台的转化类型；留空表示不回传', en: 'As the platform calls it; empty = not told' },
  })

const formOf = (kind: AdKind, isThere: boolean) =>
  z.object({
    name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
    settings: field(settingsOf(kind, isThere), kind.title),
    add: code('回传：加好友', 'Told: added a member'),
    order: code('回传：下单', 'Told: order'),
    firstOrder: code('回传：首单', 'Told: first order'),
    windowDays: field(z.number().int().min(1).max(30), { zh: '点击后几天内算转化', en: 'Days after a click' }),
    delayMinutes: field(z.number().int().min(0).max(10_080), {
      ...{ zh: '延迟几分钟回传', en: 'Minutes to wait before it is told' },
      help: { zh: '等待期内退款的不回传', en: 'What is given back within is not told' },
    }),
  })

/** Of an account that is there a secret may be left empty. */
function settingsOf({ settings, secrets }: AdKind, isThere: boolean): z.ZodObject {
  if (!isThere) return settings
  const loose = Object.entries(settings.shape).map(([name, schema]) => [
    name,
    secrets.includes(name) ? (schema as z.ZodType).optional().meta((schema as z.ZodType).meta() ?? {}) : schema,
  ])
  return z.object(Object.fromEntries(loose))
}

function initialOf(kind: AdKind, before: AdAccount | null) {
  const codes = before
    ? Object.fromEntries(before.events.map(({ event, code: said }) => [event, said]))
    : { add: kind.codes.add, order: kind.codes.order }
  return {
    ...codes,
    name: before?.name ?? '',
    settings: before?.settings ?? (kind.base === '' ? {} : { base: kind.base }),
    windowDays: before?.windowDays ?? kind.windowDays,
    delayMinutes: before?.delayMinutes ?? 0,
  }
}

function Fields({ kind, before, close }: { kind: AdKind; before: AdAccount | null; close(): void }) {
  const t = useText(adWords)
  const queries = useQueryClient()
  const schema = useMemo(() => formOf(kind, before !== null), [kind, before])
  const done = {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: query.accounts.key() })
      close()
    },
  }
  const create = useMutation(query.createAccount.mutationOptions(done))
  const change = useMutation(query.changeAccount.mutationOptions(done))
  const save = (values: z.output<ReturnType<typeof formOf>>) => {
    const { name, settings, windowDays, delayMinutes } = values
    const events = adEvents.flatMap((event) => {
      const said = values[event]?.trim()
      return said ? [{ event, code: said }] : []
    })
    const given = { name, settings: settings as Record<string, unknown>, windowDays, delayMinutes, events }
    if (before) change.mutate({ id: before.id, ...given })
    else create.mutate({ kind: kind.kind, ...given })
  }
  return (
    <SchemaForm
      schema={schema}
      initial={initialOf(kind, before) as never}
      pending={create.isPending || change.isPending}
      error={before ? change.error : create.error}
      onSubmit={save}
      submit={before ? t.save : t.connect}
    />
  )
}
