import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useMemo } from 'react'
import { z } from 'zod'
import type { Node } from '#base/schema'
import { usePreferences, useText } from '#ui/preferences'
import { hasSecret, needsName, Signature } from '../../core/hooks/signature.ts'
import type { ImportKindView } from '../../core/imports/contract.ts'
import { OptionsForm } from '../optionsForm.tsx'
import { query } from './api.tsx'
import { type Change, draftOf, emptyDraft, type HookDraft } from './draft.tsx'
import { Labelled } from './labelled.tsx'
import { hookWords } from './words.tsx'

interface Props {
  draft: HookDraft
  change: Change
  kinds: readonly ImportKindView[]
  isNew: boolean
}

/** Who pushes, how they are known, and what they want to read. */
export function Sender({ draft, change, kinds, isNew }: Props) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  return (
    <section className="card stack" aria-label={t.from}>
      <h2>{t.from}</h2>
      {isNew && <Presets draft={draft} change={change} />}
      <Labelled text={t.name}>
        <Input
          aria-label={t.name}
          value={draft.name}
          maxLength={64}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      <Labelled text={t.kind}>
        <Select
          aria-label={t.kind}
          value={draft.kind}
          onChange={(kind) => change({ kind, options: {} })}
          options={kinds.map(({ kind, title }) => ({ value: kind, label: title[language] }))}
        />
      </Labelled>
      <SignatureFields draft={draft} change={change} />
      {hasSecret(draft.signature) && (
        <Labelled text={t.secretIs} help={isNew ? '' : t.keepSecret}>
          <Input
            aria-label={t.secretIs}
            value={draft.secret}
            autoComplete="off"
            onChange={(event) => change({ secret: event.target.value.trim() })}
          />
        </Labelled>
      )}
      <Labelled text={t.answer}>
        <Input
          aria-label={t.answer}
          value={draft.answer}
          maxLength={1000}
          onChange={(event) => change({ answer: event.target.value })}
        />
      </Labelled>
    </section>
  )
}

function Presets({ draft, change }: Pick<Props, 'draft' | 'change'>) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const presets = useQuery(query.presets.queryOptions({ staleTime: Number.POSITIVE_INFINITY }))
  const items = presets.data?.items ?? []
  const use = (name: string) => {
    const found = items.find((one) => one.name === name)
    change(found ? draftOf(found, draft, language) : { ...emptyDraft, name: draft.name })
  }
  return (
    <Labelled text={t.preset}>
      <Select
        aria-label={t.preset}
        value={draft.preset}
        onChange={use}
        options={[
          { value: '', label: t.noPreset },
          ...items.map(({ name, title }) => ({ value: name, label: title[language] })),
        ]}
      />
    </Labelled>
  )
}

/** The rule, and only what it asks for. */
function SignatureFields({ draft, change }: Pick<Props, 'draft' | 'change'>) {
  const t = useText(hookWords)
  const { signature, preset } = draft
  const { rule } = signature
  const schema = useMemo((): Node => {
    const asked = Signature.pick({
      rule: true,
      ...(rule === 'token' ? { at: true } : {}),
      ...(needsName({ rule }) ? { name: true } : {}),
      ...(rule === 'youzan' || rule === 'md5' ? { clientId: true } : {}),
    })
    return z.toJSONSchema(asked, { io: 'input' })
  }, [rule])
  return (
    <div className="labelled">
      <OptionsForm
        key={preset}
        title={t.signature}
        schema={schema}
        value={{ ...signature }}
        onChange={(value) => change({ signature: { ...signature, ...value } })}
      />
    </div>
  )
}
