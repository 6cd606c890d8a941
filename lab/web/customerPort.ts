export type Screen =
  | { kind: 'chat'; thread: string }
  | { kind: 'scan' }
  | { kind: 'page'; url: string }
  | { kind: 'moments' }
  | { kind: 'mini'; path: string; query: string }

/** What a page told the phone to share when its reader shares it. */
export interface ShareCard {
  title: string
  desc: string
  link: string
  imgUrl: string
}

/** What the screens of a customer's phone may do with it. */
export interface CustomerPort {
  readonly id: string
  readonly element: HTMLElement
  card: ShareCard | undefined
  drafts: Record<string, string>
  /** Calls the lab on behalf of the person and shows what came of it; undefined when it was refused. */
  act<T>(path: string, body?: unknown): Promise<T | undefined>
  go(screen: Screen): void
  back(): void
  open(url: string): void
  scan(code: string): Promise<void>
}
