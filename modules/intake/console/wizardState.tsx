import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { siyuFetch } from '#ui/api'
import type { ImportKindView } from '../core/imports/contract.ts'

export type Kind = ImportKindView
export const encodings = ['utf-8', 'gb18030', 'utf-16le'] as const
export const rules = ['overwrite', 'skip', 'fill'] as const
type Because = 'remembered' | 'preset' | 'names'

interface Offer {
  kind: string
  because: Because
  preset: string | null
  mapping: Record<string, string>
  options: Record<string, unknown>
}

/** How the server reads the uploaded file. */
export interface Looked {
  upload: string
  fileName: string
  fileSize: number
  encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be' | 'xlsx'
  sheet: string | null
  headerLine: number
  columns: string[]
  rows: string[][]
  offers: Offer[]
}

/** What has been decided so far. */
export interface Draft {
  kind: string
  looked: Looked | null
  /** Somebody chose it; else it was found out. */
  encoding: Looked['encoding'] | null
  because: Because
  preset: string
  mapping: Record<string, string>
  options: Record<string, unknown>
  onDuplicate: (typeof rules)[number]
}

/** The draft of an import, with what the server can be asked on the way. */
export function useDraft(kinds: readonly Kind[], wanted?: string) {
  const [draft, setDraft] = useState<Draft>(() => ({
    ...{
      kind: (kinds.find((one) => one.kind === wanted) ?? kinds[0])?.kind ?? '',
      looked: null,
      encoding: null,
      because: 'names',
      preset: '',
    },
    ...{ mapping: {}, options: {}, onDuplicate: 'overwrite' },
  }))
  const change = (more: Partial<Draft>) => setDraft((before) => ({ ...before, ...more }))
  const look = useMutation({
    mutationFn: (given: { file?: File; upload?: string; encoding?: string }) => post<Looked>('/imports/preview', given),
    onSuccess: (looked, { encoding }) => {
      change({ looked, encoding: encoding ? looked.encoding : null, ...offered(looked, draft.kind) })
    },
  })
  const send = useMutation({
    mutationFn: (dryRun: boolean) => post<{ id: string }>('/imports', { ...fieldsOf(draft), dryRun: String(dryRun) }),
  })
  const choose = (kind: string) => change({ kind, ...(draft.looked ? offered(draft.looked, kind) : {}) })
  return { draft, change, choose, look, send }
}

/** The best offer for a kind: a remembered one before a preset before a guess. */
function offered({ offers }: Looked, kind: string): Partial<Draft> {
  const best = offers.find((offer) => offer.kind === kind)
  if (!best) return { because: 'names', preset: '', mapping: {}, options: {} }
  const { onDuplicate: _, header: __, zone: ___, ...options } = best.options
  return { because: best.because, preset: best.preset ?? '', mapping: best.mapping, options }
}

function fieldsOf({ kind, looked, encoding, mapping, options, onDuplicate }: Draft): Record<string, string> {
  return {
    ...{ kind, upload: looked?.upload ?? '', mapping: JSON.stringify(mapping), options: JSON.stringify(options) },
    ...(encoding && encoding !== 'xlsx' ? { encoding } : {}),
    onDuplicate,
  }
}

async function post<T>(path: string, fields: Record<string, string | File | undefined>): Promise<T> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value)
  const answer = await siyuFetch(`/api/v1${path}`, { method: 'POST', body })
  const json: unknown = await answer.json()
  if (answer.ok) return json as T
  throw new Error((json as { title?: string }).title ?? '')
}
