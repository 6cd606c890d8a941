import type { Result } from '#kit/result'
import type { Menu } from '../../core/menu.ts'
import type { MenuVariant } from '../../core/menuVariants.ts'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { Weixin } from '../users/ports.ts'

/** A visitor of a web page, as WeChat names them. */
export interface Visitor {
  readonly openid: string
  readonly unionid: string | null
  /** WeChat showed a snapshot of the page and named somebody who is nobody. */
  readonly isSnapshot: boolean
}

/** Port: what an official account does at its platform beside messages. */
export interface OfficialApi {
  appid(account: Account): string
  /** Origin of a platform that is only played; null = it is the real one. */
  played(account: Account): string | null
  /** The menu that stands there, as far as it can be written here; null = none. `left` = buttons that cannot. */
  menu(account: Account): Promise<Result<{ menu: Menu; left: number } | null, Trouble>>
  /** An empty one takes the menu away. */
  putMenu(account: Account, menu: Menu): Promise<Result<void, Trouble>>
  /** Numbers of the menus for some followers that stand there. */
  variants(account: Account): Promise<Result<readonly string[], Trouble>>
  /** In place of all that stand there; the first that fits is shown. */
  putVariants(account: Account, variants: readonly MenuVariant[]): Promise<Result<void, Trouble>>
  /** The menu that the platform shows somebody. */
  tryMenu(account: Account, openid: string): Promise<Result<{ menu: Menu; left: number }, Trouble>>
  /** @param seconds null = a permanent one */
  makeScene(
    account: Account,
    scene: string,
    seconds: number | null,
  ): Promise<Result<{ ticket: string; url: string }, Trouble>>
  /** Address of the picture of a code. */
  picture(account: Account, ticket: string): string
  authorizeUrl(account: Account, asked: { redirect: string; scope: 'base' | 'userinfo'; state: string }): string
  visitor(account: Account, code: string): Promise<Result<Visitor, Trouble>>
}

export type OfficialDeps = SendDeps & { readonly weixin: Weixin; readonly official: OfficialApi }
