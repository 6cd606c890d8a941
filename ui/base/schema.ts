import type { z } from 'zod'
import { type FieldText, fieldKey } from '#kit/form'

/** A part of a JSON Schema. */
export type Node = z.core.JSONSchema.BaseSchema
/** From the root of the form's values to one of them. */
export type Path = (string | number)[]

/** What the schema's author says about this part; nothing for parts without a text. */
export function nodeText(node: Node): Partial<FieldText> {
  return (node[fieldKey] ?? {}) as Partial<FieldText>
}
