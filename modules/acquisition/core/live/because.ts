/** Why a member is not asked. `off`: they have said so themselves. */
export type Against = 'left' | 'inactive' | 'no-right' | 'off' | 'shift' | 'cap'

/** One step of a decision; together they say why somebody got what they got. */
export type Because =
  | { readonly why: 'passed'; readonly rule: string; readonly by: 'app' | 'region' | 'hours' | 'identity' }
  | { readonly why: 'rule'; readonly rule: string }
  /** `share`: of all visitors, as things stood; `of` targets that stood open. */
  | { readonly why: 'weighted' | 'adaptive'; readonly share: number; readonly of: number }
  | { readonly why: 'failed'; readonly target: string }
  | { readonly why: 'fallback' }
  | { readonly why: 'own'; readonly member: string }
  | { readonly why: 'own-gone'; readonly member: string; readonly by: Against }
  | { readonly why: 'out'; readonly member: string; readonly by: Against }
  | {
      readonly why: 'turns' | 'weight' | 'least'
      readonly member: string
      /** So many stood open. */
      readonly among: number
      /** What they had that day before: shown, or added. */
      readonly had: number
    }
  | { readonly why: 'backup'; readonly member: string }
  | { readonly why: 'full'; readonly chat: string; readonly people: number }
  | { readonly why: 'chat'; readonly chat: string; readonly people: number; readonly most: number }
  | { readonly why: 'chat-gone'; readonly chat: string }
  | { readonly why: 'nearest'; readonly store: string; readonly km: number }
  | { readonly why: 'picked'; readonly store: string }
  | { readonly why: 'nobody' | 'off' | 'over' | 'too-deep' }
