import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { wecomCode } from '../wecom/oauth.ts'
import type { World } from '../world/world.ts'

const query = z.object({
  appid: z.string(),
  redirect_uri: z.string(),
  scope: z.string().default('snsapi_base'),
  state: z.string().default(''),
  agentid: z.string().optional(),
  lab_person: z.string().optional(),
  lab_staff: z.string().optional(),
  lab_snapshot: z.string().optional(),
})

export type Authorize = z.output<typeof query>

/** Who holds the phone: named in the query, the header or the cookie (tests), else the page asks its phone. */
export function holderOf({ request }: Call, input: Pick<Authorize, 'lab_person' | 'lab_staff'>) {
  const cookie = (name: string) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1]
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    person: input.lab_person ?? header('x-lab-person') ?? cookie('lab_person'),
    staff: input.lab_staff ?? header('x-lab-staff') ?? cookie('lab_staff'),
  }
}

/** The consent pages of the open platform; a code comes back to the redirect address. */
export const authorizeRoutes = (accountCode: (world: World, person: string, input: Authorize) => string): Route[] => [
  route('page', 'GET', '/connect/oauth2/authorize', query, (world, input, call) => {
    const { person, staff } = holderOf(call, input)
    const { wecom, officialAccount } = world.credentials
    const ours = input.appid === wecom.corpid
    if (!ours && input.appid !== officialAccount.appid) throw new Refusal(40013, 'unknown appid', 400)
    if (!/^https?:\/\//.test(input.redirect_uri)) throw new Refusal(50001, 'redirect_uri', 400)
    if (ours && staff !== undefined && world.rows.staff.get(staff) !== undefined)
      return back(call, input, wecomCode(world, { userid: staff }, input.scope))
    if (person === undefined || world.rows.people.get(person) === undefined) return askPhone(call)
    return back(call, input, ours ? wecomCode(world, { person }, input.scope) : accountCode(world, person, input))
  }),
]

function back({ reply }: Call, { redirect_uri, state }: Authorize, code: string): unknown {
  const url = new URL(redirect_uri)
  url.searchParams.set('code', code)
  url.searchParams.set('state', state)
  return reply.redirect(url.toString(), 302)
}

// The frame of a phone knows whose it is; the page asks the window around it.
const asking = `<!doctype html><meta charset="utf-8"><title>授权</title>
<p style="font:14px system-ui;padding:24px;color:#55615c">请在手机框中打开 Open this inside a phone of the lab</p>
<script>
addEventListener('message', ({ data }) => {
  if (data?.lab !== 'holder') return
  const url = new URL(location.href)
  url.searchParams.set(data.staff ? 'lab_staff' : 'lab_person', data.staff || data.person)
  location.replace(url)
})
if (parent !== window) parent.postMessage({ lab: 'who' }, '*')
</script>`

const askPhone = ({ reply }: Call): unknown => reply.type('text/html; charset=utf-8').send(asking)
