/** Where virtual customers come from, and what they do there. Shares of 1; estimates for a chain of shops, to be set per run. */
export interface Channel {
  /** Part of all who come. */
  share: number
  /** Of those who come, who become contacts. */
  adds: number
  /** Who deletes the member within a day, and within a week (the day's included). */
  deletes: readonly [number, number]
  hours: 'store' | 'online'
}

export const channels: Readonly<Record<string, Channel>> = {
  counter: { share: 0.42, adds: 0.88, deletes: [0.01, 0.02], hours: 'store' },
  parcel: { share: 0.25, adds: 0.7, deletes: [0.04, 0.08], hours: 'online' },
  voucher: { share: 0.1, adds: 0.55, deletes: [0.02, 0.04], hours: 'store' },
  article: { share: 0.1, adds: 0.03, deletes: [0.04, 0.08], hours: 'online' },
  advert: { share: 0.08, adds: 0.08, deletes: [0.04, 0.08], hours: 'online' },
  // The lowest of all ways, whatever else is set.
  sms: { share: 0.05, adds: 0.0025, deletes: [0.04, 0.08], hours: 'online' },
}

/** Those a friend brought: they add readily and leave readily. */
export const invited: Channel = { share: 0, adds: 0.45, deletes: [0.08, 0.18], hours: 'online' }

export const behaviour = {
  /** Spread of eagerness between people (log-normal): every rate of a person is multiplied by theirs. */
  eagerness: 0.6,
  answersWelcome: 0.14,
  tapsWelcome: 0.3,
  tapsMass: 0.04,
  followsAccount: 0.12,
  unfollows: 0.05,
  joinsGroup: 0.12,
  leavesGroup: 0.06,
  /** First order, in three days and in thirty; a second within ninety days. */
  buysSoon: 0.02,
  buysLater: 0.013,
  buysAgain: 0.15,
  refunds: 0.03,
  invites: 0.06,
  inviteesMost: 5,
  /** One who has a crowd of accounts for the reward: they add, and are gone within the hour. */
  cheats: 0.004,
  accountsOfCheat: [5, 20] as readonly [number, number],
  /** Members confirm a mass send the same day; answer a customer within half a day. */
  confirms: 0.8,
  answersChat: 0.7,
}

export type Behaviour = typeof behaviour

/** What is bought: median in fen, spread, part of all orders. */
export const goods: readonly { name: string; median: number; spread: number; share: number }[] = [
  { name: '镜架镜片', median: 68_000, spread: 0.45, share: 0.3 },
  { name: '儿童眼镜', median: 52_000, spread: 0.35, share: 0.15 },
  { name: '离焦镜片', median: 360_000, spread: 0.2, share: 0.05 },
  { name: '日抛', median: 18_000, spread: 0.35, share: 0.25 },
  { name: '护理液', median: 5500, spread: 0.4, share: 0.2 },
  { name: '太阳镜', median: 42_000, spread: 0.5, share: 0.05 },
]

/** Weights of the hours of a day, 0 to 23. */
export const hours: Readonly<Record<Channel['hours'], readonly number[]>> = {
  store: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 6, 6, 6, 7, 7, 8, 8, 8, 7, 6, 3, 0, 0],
  online: [2, 1, 0, 0, 0, 0, 1, 2, 3, 4, 4, 5, 9, 8, 4, 4, 4, 5, 5, 6, 10, 10, 8, 4],
}

export const weekend = 1.8
