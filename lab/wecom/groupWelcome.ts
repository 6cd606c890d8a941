import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Setting } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { attachments, checkAttachments, text } from './attachments.ts'

const template = z.object({
  template_id: z.string().optional(),
  text,
  agentid: z.number().int().optional(),
  notify: z.number().int().optional(),
})

/** What a template may hold beside its text: one part, named by its kind. */
const partsOf = (input: Record<string, unknown>) =>
  attachments.parse(
    ['image', 'link', 'miniprogram', 'file', 'video'].flatMap((msgtype) =>
      input[msgtype] === undefined ? [] : [{ msgtype, [msgtype]: input[msgtype] }],
    ),
  )

function save(world: World, id: string, input: z.output<typeof template>, whole: Record<string, unknown>): void {
  const parts = partsOf(whole)
  if ((input.text?.content ?? '') === '' && parts.length === 0) throw new Refusal(40058)
  checkAttachments(world, parts)
  const [first] = parts
  const part = first === undefined ? {} : { [first.msgtype]: first[first.msgtype] }
  world.rows.settings.put({ id: `group welcome ${id}`, value: { text: input.text, ...part } })
}

const known = (world: World, id: string | undefined): Setting =>
  need(world.rows.settings.get(`group welcome ${id}`), 40058, 'template_id')

const welcome = (
  verb: string,
  run: (world: World, input: z.output<typeof template>, whole: Record<string, unknown>) => unknown,
): Route =>
  route(
    'wecom',
    'POST',
    `/cgi-bin/externalcontact/group_welcome_template/${verb}`,
    template,
    (world, input, call) => run(world, input, call.input),
    ['wecom'],
  )

/** Texts that greet new members of groups. */
export const groupWelcomeRoutes: Route[] = [
  welcome('add', (world, input, whole) => {
    const id = world.dice.id('group welcome', 'msg', 30)
    save(world, id, input, whole)
    return { template_id: id }
  }),
  welcome('edit', (world, input, whole) => {
    known(world, input.template_id)
    save(world, input.template_id ?? '', input, whole)
    return {}
  }),
  welcome('get', (world, { template_id }) => known(world, template_id).value),
  welcome('del', (world, { template_id }) => {
    world.rows.settings.remove(known(world, template_id).id)
    return {}
  }),
]
