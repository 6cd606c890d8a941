import { join } from 'node:path'
import { no, ok, type Result } from '#kit/result'
import type { Encoding } from '../../core/imports/encoding.ts'
import type { FileProblem } from '../../core/imports/reasons.ts'
import { knownNames, type Sample, type Suggestion, sampleOf, suggestionFor } from '../../core/imports/suggest.ts'
import type { ImportDeps } from './deps.ts'
import { openFile } from './file.ts'
import { readHead } from './openTable.ts'
import { type MappingTables, rememberedFor } from './remembered.ts'
import { bookProblem } from './sheets.ts'
import type { TextSource } from './source.ts'

/** A mapping offered for a kind: remembered, of a preset, or by the columns' names. */
interface Offer {
  readonly kind: string
  readonly because: 'remembered' | Suggestion['because']
  readonly preset: string | null
  readonly mapping: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, unknown>>
  readonly usedAt: string | null
}

export interface Preview extends Sample {
  readonly encoding: TextSource['encoding']
  readonly sheet: string | null
  /** What the file may be read as, likeliest first; one of a workbook's. */
  readonly encodings: readonly TextSource['encoding'][]
  /** For every kind, the likeliest first. */
  readonly offers: readonly Offer[]
}

/** Looks at a file as it would be read, and says what its columns may mean. */
export async function previewOf(
  deps: ImportDeps,
  file: { key: string; encoding: Encoding | null },
): Promise<Result<Preview, FileProblem>> {
  const path = join(deps.folder, file.key)
  const opened = await openFile({ path, encoding: file.encoding, ...(await deps.limits()) })
  if (!opened.ok) return opened
  try {
    const seen = await bestSample(deps, opened.value.sources)
    if (!seen) return no(emptyFile)
    const { source, sample } = seen
    const encodings = [...new Set(opened.value.sources.map((one) => one.encoding))]
    const offers = await offersFor(deps, sample.columns)
    return ok({ ...sample, encoding: source.encoding, sheet: source.sheet, encodings, offers })
  } catch (error) {
    return no(bookProblem(error))
  } finally {
    opened.value.close()
  }
}

const emptyFile: FileProblem = {
  code: 'empty-file',
  reason: { zh: '文件是空的，或者没有表头', en: 'The file is empty or has no header' },
}

/** Of a workbook the first sheet with known columns, else the first with a table; of a text its likeliest encoding. */
async function bestSample(deps: ImportDeps, sources: readonly TextSource[]) {
  const known = knownNames(deps.importers)
  let first: { source: TextSource; sample: Sample } | null = null
  for (const source of sources) {
    const text = source.text(() => undefined)
    const sample = sampleOf(await readHead(text), known, source.sheet !== null)
    await text.return(undefined)
    if (!sample) continue
    first ??= { source, sample }
    if (source.sheet === null || deps.importers.some((kind) => isKnown(suggestionFor(kind, sample.columns)))) {
      return { source, sample }
    }
  }
  return first
}

const isKnown = ({ mapping }: Suggestion) => Object.keys(mapping).length > 1

async function offersFor(deps: ImportDeps, columns: readonly string[]): Promise<Offer[]> {
  const remembered = await rememberedFor(deps.postgres.tables<MappingTables>(), columns)
  const kinds = new Set(deps.importers.map(({ kind }) => kind))
  const used = remembered.filter(({ kind }) => kinds.has(kind))
  const offers: Offer[] = used.map(({ kind, mapping, options, used_at }) => {
    return { kind, because: 'remembered', preset: null, mapping, options, usedAt: used_at.toISOString() }
  })
  const suggested = deps.importers
    .map((kind) => ({ kind: kind.kind, ...suggestionFor(kind, columns), usedAt: null }))
    .sort((a, b) => Object.keys(b.mapping).length - Object.keys(a.mapping).length)
  return [...offers, ...suggested]
}

/** The mapping of the import before for a file of whose columns nothing is said; null when there is none. */
export async function rememberedMapping(deps: ImportDeps, fields: Readonly<Record<string, string>>, key: string) {
  if (fields['mapping'] !== undefined || fields['preset'] !== undefined) return null
  const preview = await previewOf(deps, { key, encoding: null })
  const offers = preview.ok ? preview.value.offers : []
  const source = fields['source']
  return (
    offers.find(({ kind, because, options }) => {
      const fits = kind === fields['kind'] && because === 'remembered'
      return fits && (source === undefined || options['source'] === source)
    }) ?? null
  )
}
