import type { z } from 'zod'
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
