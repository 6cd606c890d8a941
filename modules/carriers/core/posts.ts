export const postKinds = ['moments', 'chats'] as const
export type PostKind = (typeof postKinds)[number]

export const postStates = ['held', 'asking', 'waiting', 'done', 'stopped'] as const
export type PostState = (typeof postStates)[number]

export const postUnitStates = ['planned', 'asking', 'waiting', 'sent', 'stopped', 'failed'] as const
export type PostUnitState = (typeof postUnitStates)[number]

export const postChatStates = ['planned', 'asked', 'sent', 'lost', 'full', 'stopped'] as const
export type PostChatState = (typeof postChatStates)[number]

export const pictureTypes = ['image/jpeg', 'image/png'] as const
export type PictureType = (typeof pictureTypes)[number]

const signs: Readonly<Record<PictureType, readonly number[]>> = {
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47],
}

/** Whether bytes begin as a picture of this type does. */
export const isPicture = (type: PictureType, bytes: Uint8Array): boolean =>
  signs[type].every((sign, i) => bytes[i] === sign)
