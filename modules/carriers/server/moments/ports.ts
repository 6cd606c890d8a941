import type { Result } from '#kit/result'
import type { PictureType } from '../../core/posts.ts'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'

export interface Picture {
  readonly type: PictureType | 'video/mp4'
  readonly bytes: Buffer
}

/** What is shown. */
export interface Content {
  readonly text: string
  readonly link: { readonly title: string; readonly url: string } | null
  /** Beside a link of moments its cover. */
  readonly pictures: readonly Picture[]
  /** Alone. */
  readonly video: Picture | null
}

export interface Shown {
  readonly userid: string
  readonly isSent: boolean
  /** Epoch ms; null where the platform does not tell. */
  readonly sentAt: number | null
}

export interface Reactions {
  readonly seen: number
  readonly likes: number
  readonly comments: number
}

/** Port: moments of a platform, which members publish. */
export interface MomentPort {
  ask(
    account: Account,
    content: Content,
    to: { staff: readonly string[]; tags: readonly string[] },
  ): Promise<Result<string, Trouble>>
  /** What the platform calls the moment of a job; null = not known yet. */
  moment(account: Account, job: string): Promise<Result<string | null, Trouble>>
  /** One that was asked for and of which nothing was heard; null = it is not there. */
  find(account: Account, content: Content, askedAt: number): Promise<Result<string | null, Trouble>>
  states(account: Account, moment: string): Promise<Result<readonly Shown[], Trouble>>
  reactions(account: Account, moment: string, userid: string): Promise<Result<Reactions, Trouble>>
  remind(account: Account, userids: readonly string[], name: string): Promise<Result<void, Trouble>>
  cancel(account: Account, moment: string): Promise<Result<void, Trouble>>
}

/** One owner's message to their chats. */
export interface ChatTask {
  readonly userid: string
  readonly chats: readonly string[]
  readonly content: Content
}

/** Port: messages to chats, which their owners confirm. */
export interface ChatPort {
  ask(account: Account, task: ChatTask): Promise<Result<string, Trouble>>
  find(account: Account, task: ChatTask, askedAt: number): Promise<Result<string | null, Trouble>>
  states(account: Account, msgid: string): Promise<Result<readonly Shown[], Trouble>>
  results(
    account: Account,
    msgid: string,
    userid: string,
  ): Promise<Result<readonly { chat: string; state: 'unsent' | 'sent' | 'lost' | 'full' }[], Trouble>>
  remind(account: Account, msgid: string): Promise<Result<void, Trouble>>
  cancel(account: Account, msgid: string): Promise<Result<void, Trouble>>
  /** The span in which the platform counts messages of a chat around a moment, and how many it lets through. */
  span(account: Account, at: number): { start: number; end: number; most: number }
}

export interface PostDeps extends CarrierDeps {
  /** The ports for an account; null where its platform knows neither. */
  readonly postsOf: (account: Account) => { readonly moments: MomentPort; readonly chats: ChatPort } | null
}
