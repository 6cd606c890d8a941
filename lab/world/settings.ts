/**
 * What the platforms decide and documents tell differently, or only from memory: numbers to change, not code.
 * Seconds are simulated unless the name ends in `Ms` (wall clock: a real connection waits).
 */
export const defaults = {
  /** Life of an access token and of a page ticket. */
  tokenSeconds: 7200,
  welcomeSeconds: 20,
  /** A customer who deleted the member still stands in the member's list (from memory: told both ways). */
  keepsAfterCustomerDeletes: false,
  /** After an add, reads of this customer answer 84061 for so long. */
  contactHiddenSeconds: 0,
  /** Each customer or group takes this many mass sends in the period: `month` = days of the month, `week` = 7, `day` = 1, or a number a month. */
  massQuota: 'month' as 'month' | 'week' | 'day' | number,
  remindsPerDay: 3,
  momentsPerMonth: 4,
  transferSeconds: 86_400,
  transfersPer90Days: 2,
  staffCustomersMost: 5000,
  groupMost: 200,
  corpTagsMost: 10_000,
  callsPerMinute: 10_000,
  callsPerHour: 150_000,
  acquisitionQuota: 1000,
  /** Days after which what is left of it is over. */
  acquisitionDays: 365,
  /** Service messages: how many, for how many seconds, after what (the numbers changed over the years). */
  serviceWindows: {
    text: { quota: 5, seconds: 172_800 },
    click: { quota: 3, seconds: 60 },
    follow: { quota: 3, seconds: 60 },
    scan: { quota: 3, seconds: 60 },
    pay: { quota: 1_000_000, seconds: 172_800 },
    enter: { quota: 2, seconds: 60 },
  } as Record<string, { quota: number; seconds: number }>,
  /** After a second plain token the first one lives on for so long. */
  tokenOverlapSeconds: 300,
  forceRefreshesPerDay: 20,
  permanentCodesMost: 100_000,
  templateSendsPerDay: 100_000,
  /** When the result of a template message, an SMS, a refund comes. */
  resultSeconds: 3,
  massPerUserAndMonth: 4,
  urlLinksPerDay: 500_000,
  /** The merchant's money at the beginning, in fen. */
  merchantBalance: 10_000_000,
  prepaySeconds: 7200,
  /** Transfers below are refused; from the second on the receiver's name is asked for. */
  transferLeast: 30,
  transferNamedFrom: 200_000,
  transferConfirmSeconds: 86_400,
  /** What must be told of a transfer, by its scene: 1000 is cash for marketing, 1005 commission. From memory. */
  transferReports: { '1000': ['活动名称'], '1005': ['岗位类型', '报酬说明'] } as Record<string, string[]>,
  /** Share of a payment that may be passed on, in percent, and how long after it at the earliest. */
  sharePercent: 30,
  shareAfterSeconds: 60,
  refundsPerOrder: 50,
  /** SMS of one number (the vendors' limits for codes; notices and advertisements have their own table). */
  smsLimits: {
    code: { minute: 1, hour: 5, day: 10 },
    notice: { minute: 10, hour: 50, day: 50 },
    marketing: { minute: 2, hour: 4, day: 10 },
  } as Record<string, { minute: number; hour: number; day: number }>,
  smsDeliveredPercent: 96,
  /** Outbound calls: who picks up, and who of them says yes, in percent; how far apart they are. */
  callAnsweredPercent: 38,
  callYesPercent: 16,
  callSeconds: 20,
  accountTagsMost: 100,
  /** Callbacks: how long an answer is waited for, and how often in all it is tried. */
  callbackTimeoutMs: 5000,
  callbackTries: 3,
  callbackPauseMs: 300,
  callbackLanes: 4,
  /** The company's apps are bound to an account of the open platform: without, nobody is told a unionid. */
  boundToOpenPlatform: true,
  /** Page the members' app shows beside a chat; set by whoever has one. */
  sidebarUrl: '',
  /** How long a call lasts that was told to time out. */
  hangMs: 30_000,
}

export type Settings = typeof defaults
