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
function holderOf({ request }: Call, input: Pick<Authorize, 'lab_person' | 'lab_staff'>) {
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
  ...['/connect/oauth2/authorize', '/wwlogin/sso/login'].map((path) =>
    route('page', 'GET', path, query, (world, input, call) => {
      const { person, staff } = holderOf(call, input)
      const { wecom, officialAccount } = world.credentials
      const ours = input.appid === wecom.corpid
      if (!ours && input.appid !== officialAccount.appid) throw new Refusal(40013, 'unknown appid', 400)
      if (!/^https?:\/\//.test(input.redirect_uri)) throw new Refusal(50001, 'redirect_uri', 400)
      if (ours && staff !== undefined && world.rows.staff.get(staff) !== undefined)
        return back(call, input, wecomCode(world, { userid: staff }, input.scope))
      if (person === undefined || world.rows.people.get(person) === undefined) return askPhone(call, ours)
      return back(call, input, ours ? wecomCode(world, { person }, input.scope) : accountCode(world, person, input))
    }),
  ),
]

function back({ reply }: Call, { redirect_uri, state }: Authorize, code: string): unknown {
  const url = new URL(redirect_uri)
  url.searchParams.set('code', code)
  url.searchParams.set('state', state)
  return reply.redirect(url.toString(), 302)
}

// The frame of a phone knows whose it is: the page asks the window around it. Alone in a browser it lets the reader choose.
const asking = `addEventListener('message', ({ data }) => {
  if (data?.lab !== 'holder') return
  const url = new URL(location.href)
  url.searchParams.set(data.staff ? 'lab_staff' : 'lab_person', data.staff || data.person)
  location.replace(url)
})
if (parent !== window) parent.postMessage({ lab: 'who' }, '*')
else document.body.hidden = false`

const style = 'font:14px/1.6 system-ui;max-width:420px;margin:32px auto;padding:0 16px;color-scheme:light dark'

function askPhone({ world, request, reply }: Call, ours: boolean): unknown {
  const choices = ours
    ? world.rows.staff
        .all()
        .map(({ id, name, position }) => ({ name: 'lab_staff', value: id, label: `${name} ${position} ${id}` }))
    : world.rows.people
        .all()
        .slice(-50)
        .map(({ id, name }) => ({ name: 'lab_person', value: id, label: `${name} ${id}` }))
  const links = choices.map(({ name, value, label }) => {
    const url = new URL(request.url, world.url)
    url.searchParams.set(name, value)
    return `<li><a href="${escaped(url.pathname + url.search)}">${escaped(label)}</a></li>`
  })
  const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>授权 Who are you</title>
<body hidden style="${style}"><h1 style="font-size:18px">谁在扫码？ Who is it?</h1><ul>${links.join('')}</ul><script>${asking}</script></body></html>`
  return reply.type('text/html; charset=utf-8').send(page)
}

const escaped = (text: string): string => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
