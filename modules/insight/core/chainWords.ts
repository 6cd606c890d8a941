import type { Bilingual } from '#kit/api'
import type { Cause, FindingKind } from './chain.ts'

/** Where in the console something is mended. */
export type Mend = 'sources' | 'live' | 'parked' | 'identity' | 'plan' | 'orders' | 'imports' | null

/** A trouble in words, with what to do about it. */
export interface Advice {
  readonly title: Bilingual
  readonly fix: Bilingual
  readonly mend: Mend
}

const fromServer = {
  zh: '在自己的服务端用服务端密钥再发一次 identify，带上同一个匿名 ID',
  en: 'send an identify from your server with a server key and the same anonymous id',
}

/** Why people break off, and the fix. */
export const causeAdvice: Record<Cause, Advice> = {
  openidHearsay: {
    title: { zh: 'openid 只由公开密钥的客户端报过', en: 'Only a client with a public key has said the openid' },
    fix: {
      zh: `客户端的话不作身份依据：登录换到 openid 后，${fromServer.zh}。`,
      en: `A client's word proves nothing: after the login, ${fromServer.en}.`,
    },
    mend: 'sources',
  },
  loginNotSent: {
    title: { zh: '在微信里访问过，但没有 openid', en: 'Visited within WeChat, without an openid' },
    fix: {
      zh: `小程序启动时调 wx.login、网页走 snsapi_base 静默授权换 openid，然后${fromServer.zh}。`,
      en: `Get the openid by wx.login in the mini program or snsapi_base on pages, then ${fromServer.en}.`,
    },
    mend: 'sources',
  },
  outsideWechat: {
    title: { zh: '只在微信以外访问（浏览器、APP）', en: 'Visited outside of WeChat only (browser, app)' },
    fix: {
      zh: '这些访问本来就没有 openid：用活码或小程序链接把人带进微信，或在登录时识别。',
      en: 'Such visits have no openid: lead people into WeChat by a code or link, or know them by their login.',
    },
    mend: null,
  },
  clientUnknown: {
    title: { zh: '访问没有说明在哪里打开', en: 'The visits do not say what opened them' },
    fix: {
      zh: '服务端转发的事件要带上访客的 userAgent（context.userAgent），才分得清是不是在微信里；登录后换到的 openid 一起发。',
      en: 'Events that a server passes on need the visitor’s context.userAgent to tell whether it was WeChat; send the openid of the login with them.',
    },
    mend: 'live',
  },
  unionidHearsay: {
    title: { zh: 'unionid 只由公开密钥的客户端报过', en: 'Only a client with a public key has said the unionid' },
    fix: {
      zh: `客户端的话不作身份依据：${fromServer.zh}，写上 unionid。`,
      en: `A client's word proves nothing: ${fromServer.en}, with the unionid.`,
    },
    mend: 'sources',
  },
  appNotBound: {
    title: {
      zh: '这个应用从来没有带来过 unionid',
      en: 'This app has never brought a unionid',
    },
    fix: {
      zh: '多半没有绑到微信开放平台：把它和其他公众号、小程序绑定到同一个开放平台账号，然后重新取一次用户信息。',
      en: 'Most likely it is not bound: bind it and your other accounts to one account of the WeChat Open Platform, then fetch its users again.',
    },
    mend: 'imports',
  },
  loginWithoutUnionid: {
    title: {
      zh: '应用有 unionid，但这些人的登录没有带回来',
      en: 'The app has unionids, but these logins did not bring theirs',
    },
    fix: {
      zh: '把 code2Session 或用户信息接口返回的 unionid 一起发上来；公众号网页要 snsapi_userinfo，或者等他关注后再取。',
      en: 'Send the unionid that code2Session or the user info call returns; pages need snsapi_userinfo, or a follower.',
    },
    mend: 'sources',
  },
  contactHearsay: {
    title: {
      zh: 'external_userid 只由公开密钥的客户端报过',
      en: 'Only a client with a public key has said the external_userid',
    },
    fix: {
      zh: '企微侧边栏和回调里的 external_userid 要由服务端发。',
      en: 'Send the external_userid of side bar and callback from your server.',
    },
    mend: 'sources',
  },
  notAdded: {
    title: { zh: '没有加过企微好友', en: 'Never added a member of staff in WeCom' },
    fix: {
      zh: '在他访问的页面放员工活码。如果下面有“没有 unionid 的企微客户”，其中一部分可能就是这些人。',
      en: 'Show a staff code where they visit. Where contacts without a unionid are listed below, some may be these people.',
    },
    mend: null,
  },
  memberHearsay: {
    title: {
      zh: '手机号或会员号只由公开密钥的客户端报过',
      en: 'Only a client with a public key has said the phone or member id',
    },
    fix: {
      zh: `表单里填的手机号没有验证：验证后${fromServer.zh}。`,
      en: `A phone typed into a form is not verified: verify it, then ${fromServer.en}.`,
    },
    mend: 'sources',
  },
  contactWithoutUnionid: {
    title: {
      zh: '企微客户没有 unionid，连不到会员',
      en: 'WeCom contacts without a unionid cannot be joined to members',
    },
    fix: {
      zh: '让企业微信绑定微信开放平台账号（客户联系 → 微信开发者 ID），再同步一次客户；没有绑定前加的好友要重新取。',
      en: 'Bind the corp to your account of the WeChat Open Platform, then fetch the contacts again, also those added before.',
    },
    mend: 'imports',
  },
  notRegistered: {
    title: { zh: '没有注册过会员，也没留过手机号', en: 'Never registered, and no phone is known' },
    fix: {
      zh: '在企微欢迎语和小程序里给一个注册的理由（新人券、验光预约）。',
      en: 'Give a reason to register in the welcome message and the mini program.',
    },
    mend: null,
  },
  notOrdered: {
    title: { zh: '这段时间没有订单', en: 'No order in this time' },
    fix: {
      zh: '如果他们其实买过，订单可能没有带身份：看下面“没有客户的订单”。',
      en: 'If they did buy, their orders may lack ids: see orders without a person below.',
    },
    mend: 'orders',
  },
}

/** Troubles that belong to no single hop. */
export const findingAdvice: Record<FindingKind, Advice> = {
  contactsWithoutUnionid: causeAdvice.contactWithoutUnionid,
  ordersWithoutPerson: {
    title: { zh: '没有客户的订单', en: 'Orders without a person' },
    fix: {
      zh: '这个来源的订单没有可用的身份：导出时带上手机号、会员号或 unionid 列，重新导入同一个文件会补上。',
      en: 'Orders of this source have no usable id: export them with phone, member id or unionid; the file can be imported again.',
    },
    mend: 'orders',
  },
  hearsay: {
    title: { zh: '只有客户端说过、没有证实的身份', en: 'Ids that only a client has said' },
    fix: {
      zh: `不参与合并：${fromServer.zh}。`,
      en: `They merge nobody: ${fromServer.en}.`,
    },
    mend: 'sources',
  },
  shared: {
    title: { zh: '多人共用的身份值', en: 'Values shared by many people' },
    fix: {
      zh: '门店平板、收银手机号一类的值已停止作数；在源头换成顾客自己的。它们促成过的合并在合并审核里等您判断。',
      en: 'Values of store tablets or tills prove nothing any more; send the customer’s own. Merges made over them wait in the merge review.',
    },
    mend: 'identity',
  },
  parked: {
    title: { zh: '待处理的事件', en: 'Parked events' },
    fix: { zh: '按原因修好后重放，或忽略。', en: 'Mend the reason, then take them in again, or dismiss them.' },
    mend: 'parked',
  },
  silent: {
    title: { zh: '不再上报的数据源', en: 'Sources that fell silent' },
    fix: {
      zh: '检查页面代码或服务端任务是否还在运行。',
      en: 'See whether the page’s code or the server’s job still runs.',
    },
    mend: 'sources',
  },
  doubts: {
    title: { zh: '等待判断的合并', en: 'Merges that wait for a human' },
    fix: { zh: '判断后，同一个人的链路才会接上。', en: 'Only then are the two sides of one person joined.' },
    mend: 'identity',
  },
}
