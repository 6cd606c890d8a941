import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { isZone } from '#kit/time'
import { encodings } from '../../core/imports/encoding.ts'
import { duplicateRules, type Importer } from '../../core/imports/importer.ts'
import { planOf, presetOf } from '../../core/imports/mapping.ts'

/** Why an upload is not taken, as it is answered. */
export interface UploadRefusal {
  readonly status: number
  readonly code: string
  readonly title: Bilingual
  readonly errors?: readonly { path: string; message: string }[]
}

/** What the fields of an upload ask for, checked. */
export interface Order {
  readonly kind: string
  readonly preset: string | null
  readonly mapping: Readonly<Record<string, string>> | null
  readonly options: Record<string, unknown>
  readonly dryRun: boolean
}

const Mapping = z.record(z.string().min(1).max(500), z.string().max(200)).refine((m) => Object.keys(m).length <= 500)
const Json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
})
const truthy = ['true', '1', 'on', 'yes']
const falsy = ['false', '0', 'off', 'no', '']
const Flag = z.enum([...truthy, ...falsy]).transform((text) => truthy.includes(text))

const Fields = z.object({
  kind: z.string().min(1).max(50),
  preset: z.string().min(1).max(100).optional(),
  mapping: Json.pipe(Mapping).optional(),
  options: Json.pipe(z.record(z.string(), z.unknown())).optional(),
  dryRun: Flag.default(false),
})

/** Settings that every kind of import has. */
const Reading = z.object({
  /** What happens to a thing that is already there. */
  onDuplicate: z.enum(duplicateRules).default('overwrite'),
  /** False: the file has no header, its columns are called 1, 2, 3 … */
  header: z.union([z.boolean(), Flag]).optional(),
  /** How the text is to be read; found out when absent. */
  encoding: z.enum(encodings).optional(),
  zone: z.string().refine(isZone, 'is not a time zone').optional(),
})

/**
 * Reads the text fields of an upload; those the host does not know are options of the kind. Where they say nothing of
 * the columns, what was remembered of them counts.
 */
export function orderOf(
  importers: readonly Importer[],
  fields: Record<string, string>,
  remembered: (Pick<Order, 'options'> & { mapping: Readonly<Record<string, string>> }) | null,
): Result<Order, UploadRefusal> {
  const parsed = Fields.safeParse(fields)
  if (!parsed.success) return no(invalid(parsed.error))
  const { kind, preset, options = {}, dryRun } = parsed.data
  const mapping = parsed.data.mapping ?? remembered?.mapping
  const importer = importers.find((one) => one.kind === kind)
  if (!importer) return no(unknownKind(importers, kind))
  const plan = planOf(importer, preset, mapping)
  if (!plan.ok) return no({ status: 400, code: plan.refusal.code, title: plan.refusal.reason })
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in Fields.shape)))
  const given = { ...(remembered ?? presetOf(importer, preset))?.options, ...options, ...others }
  const reading = Reading.safeParse(given)
  if (!reading.success) return no(invalid(reading.error))
  const own = importer.options.safeParse(given)
  if (!own.success) return no(invalid(own.error))
  return ok({
    kind,
    preset: preset ?? null,
    mapping: mapping ?? null,
    options: { ...reading.data, ...own.data },
    dryRun,
  })
}

function invalid(error: z.ZodError): UploadRefusal {
  const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return { status: 400, code: 'bad-request', title: { zh: '请求内容有误', en: 'The request is not valid' }, errors }
}

function unknownKind(importers: readonly Importer[], kind: string): UploadRefusal {
  const kinds = importers.map((one) => one.kind).join(', ')
  const title = {
    zh: `没有“${kind}”这种导入，可用的有：${kinds}`,
    en: `There is no import of ${kind}; there are: ${kinds}`,
  }
  return { status: 400, code: 'unknown-kind', title }
}
