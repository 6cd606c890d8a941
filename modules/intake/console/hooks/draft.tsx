import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HookField } from '../../core/hooks/mapping.ts'
import type { Signature } from '../../core/hooks/signature.ts'
import { client, type Hook, type Preset, type Trial } from './api.tsx'

/** Another sort of messages that is being mapped. */
export interface OtherDraft {
  readonly when: { readonly path: string; readonly values: readonly string[] }
  readonly kind: string
  readonly fields: readonly HookField[]
  readonly money: 'yuan' | 'fen'
  readonly options: Record<string, unknown>
}

/** A hook that is being made or changed. */
export interface HookDraft {
  readonly preset: string
  readonly name: string
  readonly kind: string
  readonly fields: readonly HookField[]
  readonly money: 'yuan' | 'fen'
  readonly typePath: string
  readonly types: readonly string[]
  readonly options: Record<string, unknown>
  readonly mappings: readonly OtherDraft[]
  readonly signature: Signature
  readonly answer: string
  /** '' = one is made, or the present one stays. */
  readonly secret: string
  readonly sample: string
}

export type Change = (part: Partial<HookDraft>) => void

export const emptyDraft: HookDraft = {
  ...{ preset: '', name: '', kind: 'orders', fields: [{ path: '', target: '' }], money: 'yuan', typePath: '' },
  ...{ types: [], options: {}, mappings: [], answer: '{"ok":true}', secret: '', sample: '' },
  signature: { rule: 'hmac-sha256', at: 'header', name: 'X-Signature', clientId: '' },
}

/** A preset as a draft; the name that somebody typed stays. */
export function draftOf({ title, name, ...preset }: Preset, before: HookDraft, language: 'zh' | 'en'): HookDraft {
  const isTyped = before.name !== '' && before.preset === ''
  return { ...before, ...preset, preset: name, name: isTyped ? before.name : title[language] }
}

export function draftOfHook(hook: Hook, sample: string): HookDraft {
  const { name, kind, fields, money, typePath, types, options, mappings, signature, answer } = hook
  return {
    ...{ name, kind, fields, money, typePath, types, options, mappings, signature, answer, sample },
    ...{ preset: '', secret: '' },
  }
}

/** What is sent: fields that say both what and where. */
export function sentOf({ preset: _, sample: __, secret, fields, types, mappings, ...draft }: HookDraft) {
  const sent = { fields: named(fields), types: [...types], mappings: mappings.map(sentOther) }
  return { ...draft, ...sent, ...(secret ? { secret } : {}) }
}

const named = (fields: readonly HookField[]) => fields.filter(({ path, target }) => path !== '' && target !== '')

/** Of which messages it speaks; without that none can be of its sort. */
export const hasCondition = ({ when }: OtherDraft): boolean => when.path !== '' && when.values.length > 0

const sentOther = ({ when, fields, ...other }: OtherDraft) => ({
  ...{ ...other, fields: named(fields) },
  when: { path: when.path, values: [...when.values] },
})

/** What the sample becomes, asked anew when nothing was typed for a moment. */
export function useTrial(draft: HookDraft) {
  const { kind, fields, money, typePath, types, options, mappings, sample } = draft
  const others = mappings.filter(hasCondition).map(sentOther)
  const asked = JSON.stringify({
    ...{ kind, fields: named(fields), money, typePath, types, options, sample },
    mappings: others,
  })
  const [settled, setSettled] = useState(asked)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), 400)
    return () => clearTimeout(timer)
  }, [asked])
  return useQuery<Trial>({
    queryKey: ['hooks', 'trial', settled],
    queryFn: () => client.tryOut(JSON.parse(settled)),
    enabled: sample.trim() !== '',
    placeholderData: keepPreviousData,
  })
}
