import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { attachments, checkAttachments, text } from './attachments.ts'
import { relationId, say } from './relations.ts'

/** The welcome message: by a code that lives 20 seconds and works once. */
export const welcomeRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/send_welcome_msg',
    z.object({ welcome_code: z.string(), text, attachments }),
    (world, input) => {
      if ((input.text?.content ?? '') === '' && input.attachments.length === 0) throw new Refusal(40058)
      checkAttachments(world, input.attachments)
      const code = world.rows.welcomes.get(input.welcome_code)
      if (code === undefined) throw new Refusal(41050)
      if (code.used) throw new Refusal(41051)
      const late = world.hurried ? world.wall() - code.wall : world.clock.now() - code.at
      if (late > world.settings.welcomeSeconds * 1000) {
        world.ledger.add('welcome.late', { userid: code.userid, external: code.external, ms: late })
        throw new Refusal(41050)
      }
      const relation = world.rows.relations.get(relationId(code.userid, code.external))
      // Where days pass in seconds it came so late on their clock, whatever they have done since.
      const at = code.at + late
      if (relation === undefined || (relation.ended !== undefined && relation.ended.at <= at)) throw new Refusal(84061)
      if (relation.chattedAt !== undefined && relation.chattedAt <= at) throw new Refusal(41051)
      world.rows.welcomes.put({ ...code, used: true })
      world.ledger.add('welcome.sent', { userid: code.userid, external: code.external, ms: late })
      say(world, relation, {
        from: 'peer',
        via: 'welcome',
        text: input.text?.content,
        attachments: input.attachments,
      })
      return {}
    },
    ['wecom'],
  ),
]
