export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  minimum?: number
  minItems?: number
  $ref?: string
  $defs?: Record<string, Schema>
}

/** The smallest value that a JSON schema takes; texts say `text`. */
export function fitting(schema: Schema, text: string, root: Schema = schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const named = schema.$ref?.match(/^#\/\$defs\/(.+)$/)?.[1]
  if (named !== undefined) return fitting(root.$defs?.[named] ?? {}, text, root)
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (choice !== undefined) return fitting(choice, text, root)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' || schema.properties !== undefined) {
    const wanted = new Set(schema.required ?? Object.keys(schema.properties ?? {}))
    const parts = Object.entries(schema.properties ?? {}).filter(([name]) => wanted.has(name))
    return Object.fromEntries(parts.map(([name, part]) => [name, fitting(part, text, root)]))
  }
  if (type === 'array')
    return Array.from({ length: schema.minItems ?? 1 }, () => fitting(schema.items ?? {}, text, root))
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1
  if (type === 'boolean') return true
  if (type === 'null') return null
  return text
}
