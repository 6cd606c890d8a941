/** What a hand-over page shows one visitor. */
export interface HandoverPageData {
  readonly code: string
  /** Of the visit; empty = nothing is counted (a crawler). */
  readonly token: string
  readonly title: string
  readonly text: string
  readonly place: 'browser' | 'wechat'
  /** Address of the picture of the code. */
  readonly picture: string
  /** The picture is ours, and can be saved by a button. */
  readonly canSave: boolean
  /** What is copied: opened in WeChat it goes on with this visit. */
  readonly address: string
}
