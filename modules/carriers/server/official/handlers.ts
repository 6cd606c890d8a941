import { implement } from '@orpc/server'
import { day } from '#kit/time'
import { nameOf, type RequestContext } from '#platform/http/context'
import { official } from '../../core/officialContract.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { accountOf } from '../users/find.ts'
import { keepMenu, menuOf, publishMenu } from './menus.ts'
import { keepVariants, menuSeenBy, publishVariants, variantsOf } from './menuVariants.ts'
import { type RecogniseDeps, visitorBy } from './recognise.ts'
import { endScene, makeScene, permanentOf, scenesOf } from './scenes.ts'
import { talkOf, talksOf } from './talks.ts'

const tokenContext = 'carriers.webLogin'
const tokenLife = 7 * day

const osOf = () => implement(official).$context<RequestContext>()

/** The usual menu, and those for some followers. */
function menuEndpoints(deps: RecogniseDeps, os: ReturnType<typeof osOf>) {
  const account = (id: string) => accountOf(deps, id, 'officialAccount')
  return {
    menu: os.menu.handler(async ({ input }) => menuOf(deps, await account(input.id))),
    putMenu: os.putMenu.handler(async ({ input: { id, draft }, context }) => {
      const found = await account(id)
      await keepMenu(deps, id, draft, nameOf(context.actor))
      return menuOf(deps, found)
    }),
    publishMenu: os.publishMenu.handler(async ({ input, context }) => {
      const found = await account(input.id)
      await publishMenu(deps, found, nameOf(context.actor))
      return menuOf(deps, found)
    }),
    menuVariants: os.menuVariants.handler(async ({ input }) => variantsOf(deps, await account(input.id))),
    putMenuVariants: os.putMenuVariants.handler(async ({ input: { id, variants }, context }) => {
      const found = await account(id)
      await keepVariants(deps, found, variants, nameOf(context.actor))
      return variantsOf(deps, found)
    }),
    publishMenuVariants: os.publishMenuVariants.handler(async ({ input, context }) => {
      const found = await account(input.id)
      await publishVariants(deps, found, nameOf(context.actor))
      return variantsOf(deps, found)
    }),
    menuSeen: os.menuSeen.handler(async ({ input }) => menuSeenBy(deps, await account(input.id), input.person)),
  }
}

/** The endpoints of official accounts. */
export function officialHandlers(deps: RecogniseDeps) {
  const os = osOf()
  const account = (id: string) => accountOf(deps, id, 'officialAccount')
  return os.router({
    ...menuEndpoints(deps, os),
    scenes: os.scenes.handler(async ({ input }) => {
      const found = await account(input.id)
      return { items: await scenesOf(deps, found), permanent: await permanentOf(deps, input.id) }
    }),
    makeScene: os.makeScene.handler(async ({ input: { id, ...given }, context }) =>
      makeScene(deps, await account(id), given, nameOf(context.actor)),
    ),
    endScene: os.endScene.handler(async ({ input, context }) => {
      await endScene(deps, await account(input.id), input.scene, nameOf(context.actor))
      return { done: true as const }
    }),
    talks: os.talks.handler(async ({ input: { id, ...wanted }, context }) =>
      talksOf(deps, await account(id), { ...wanted, actor: context.actor }),
    ),
    talk: os.talk.handler(async ({ input }) => talkOf(deps, await account(input.id), input.person)),
    authorize: os.authorize.handler(async ({ input: { account: id, ...asked } }) => ({
      url: deps.official.authorizeUrl(await account(id), asked),
    })),
    webLogin: os.webLogin.handler(({ input }) => webLogin(deps, input)),
  })
}

/** Who a code stands for. */
async function webLogin(deps: RecogniseDeps, { account: id, code }: { account: string; code: string }) {
  const account = await accountOf(deps, id, 'officialAccount')
  if (!account.on) refuseCarrier('switched-off')
  const got = await visitorBy(deps, account, code)
  if (!got.ok) {
    if (got.refusal.why === 'tooOften') return refuseCarrier('too-many-logins', String(got.refusal.seconds))
    const { trouble } = got.refusal
    const isWorn = [40029, 40163, 42003].some((one) => one === trouble.code)
    return isWorn ? refuseCarrier('wrong-code') : refuseByPlatform(trouble)
  }
  if (got.value === 'snapshot') return { token: null, until: null, isSnapshot: true }
  const { openid, unionid, evidence } = got.value
  await deps.identities.resolve([evidence])
  const until = deps.now() + tokenLife
  const session = JSON.stringify({ account: id, openid, unionid, until })
  const token = deps.vault.seal(session, tokenContext).toString('base64url')
  return { token, until: new Date(until).toISOString(), isSnapshot: false }
}
