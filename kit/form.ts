import { z } from 'zod'
import type { Bilingual } from './api.ts'

/** What a person is told about a field, beside what its schema says about its values. */
export interface FieldText extends Bilingual {
  /** One sentence under the field. */
  help?: Bilingual
  /** What a refused value is told, where the schema's own words are only English. */
  wrong?: Bilingual
  /** Names of the choices of an enum. */
  choices?: Record<string, Bilingual>
  /** Shown behind a number; `fen` is typed in yuan and sent in fen. */
  unit?: 'fen' | 'day' | 'person'
  /** What the text is: a time zone is chosen from the list of them, a secret is typed unseen. */
  text?: 'zone' | 'password' | 'long'
}

/** Where `FieldText` stands in a schema's metadata; the description of the API carries it for other clients' forms. */
export const fieldKey = 'x-form'

/** The schema with what a form says about it: one source for the API's check and every form. */
export function field<T extends z.ZodType>(schema: T, text: FieldText): T {
  return schema.meta({ ...schema.meta(), [fieldKey]: text })
}

/** What changes an object in part: every field may be left out, and one that is stays as it is instead of taking its default. */
export function patchOf<S extends z.ZodObject>(schema: S): z.ZodType<Partial<z.output<S>>, Partial<z.input<S>>> {
  const shape = Object.entries(schema.shape).map(([name, field]) => {
    const inner = field instanceof z.ZodDefault ? field.unwrap() : field
    return [name, z.optional(inner as z.ZodType)]
  })
  const patch: unknown = z.strictObject(Object.fromEntries(shape))
  return patch as z.ZodType<Partial<z.output<S>>, Partial<z.input<S>>>
}
