import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { fillAll } from '../../../core/filling.ts'
import type { SendReason } from '../../../core/sends.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { Plan, Template, Way, Written } from '../../../server/sends/ports.ts'
import type { FieldsContent } from '../ways.ts'

/** The fields of a template in its text: `标签：{{thing1.DATA}}`. */
const places = /([^\n{}：:]*)[：:]?\s*\{\{\s*(\w+)\.DATA\s*\}\}/g

const fieldsIn = (text: string) =>
  [...text.matchAll(places)].map(([, label = '', name = '']) => ({ name, label: label.trim() || name }))

/** Fields filled in for each person. */
export async function writeFields({ content }: Plan<FieldsContent>, values: Parameters<Way['write']>[1]) {
  return new Map(
    [...values].map(([person, known]): [string, Result<Written, SendReason>] => {
      const filled = fillAll(content?.data ?? {}, known)
      if (!filled.ok) return [person, no('missing-value')]
      return [person, ok({ text: Object.values(filled.value).join('\n'), values: filled.value, pieces: null })]
    }),
  )
}

/** Why a template cannot be sent; null = it can. */
export async function refuseFields(
  { content }: Plan<FieldsContent>,
  templates: Result<readonly Template[], Trouble>,
): Promise<{ title: 'no-such-template' | 'wrong-content'; detail: string } | null> {
  // What cannot be read now is found out when it is sent.
  if (!templates.ok || !content) return null
  const found = templates.value.find(({ template }) => template === content.template)
  if (!found) return { title: 'no-such-template', detail: content.template }
  const empty = found.fields.filter(({ name }) => (content.data[name] ?? '') === '')
  return empty.length > 0 ? { title: 'wrong-content', detail: empty.map(({ label }) => label).join(' ') } : null
}

const Subscriptions = z.looseObject({
  data: z
    .array(z.looseObject({ priTmplId: z.string(), title: z.string().default(''), content: z.string().default('') }))
    .default([]),
})
const Templates = z.looseObject({
  template_list: z
    .array(z.looseObject({ template_id: z.string(), title: z.string().default(''), content: z.string().default('') }))
    .default([]),
})

const asTemplate = (template: string, title: string, text: string): Template => ({
  ...{ template, title, text, purpose: null, fields: fieldsIn(text) },
})

/** Templates of subscription messages of an official account or a mini program. */
export async function subscriptionTemplates(call: ApiCall): Promise<Result<readonly Template[], Trouble>> {
  const got = await call({ path: '/wxaapi/newtmpl/gettemplate', answer: Subscriptions, repeatable: true })
  if (!got.ok) return got
  return ok(got.value.data.map(({ priTmplId, title, content }) => asTemplate(priTmplId, title, content)))
}

/** Templates of template messages of an official account. */
export async function messageTemplates(call: ApiCall): Promise<Result<readonly Template[], Trouble>> {
  const path = '/cgi-bin/template/get_all_private_template'
  const got = await call({ path, answer: Templates, repeatable: true })
  if (!got.ok) return got
  return ok(got.value.template_list.map(({ template_id, title, content }) => asTemplate(template_id, title, content)))
}
