import { texts } from '#ui/preferences'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const historyWords = texts({
  zh: {
    view: '怎么看',
    timeline: '时间线',
    chain: '链路',
    only: '只看',
    kinds: { '': '全部', behaviour: '行为', order: '订单', carrier: '载体', identity: '身份', consent: '同意' },
    jump: '跳到日期',
    newest: '回到最新',
    nothing: '还没有记录',
    noneSuch: '没有符合条件的记录',
    more: '加载更早的',
    paid: (amount: string) => `付款 ${amount}`,
    refunded: (amount: string) => `退款 ${amount}`,
    states: { zeroYuan: '0元单', refunded: '全额退款', unlinked: '无主退款' },
    entered: (how: string) => `入池 · ${how}`,
    began: (carrier: string) => `进入${carrier}`,
    ended: (carrier: string) => `离开${carrier}`,
    ids: {
      'id seen': '身份首次出现',
      'id moved': '身份换了主人',
      'id unbound': '身份解绑',
      merged: '合并客户',
      'merge undone': '撤销合并',
    },
    byHand: '手工',
    chainHelp: '只用事实连成：第一次接触、入池、载体，以及每张订单付款前 30 天内最后做的一件事。',
    noChain: '还连不成链路',
    noChainHelp: '有了行为、载体或订单，这里会从第一次接触讲到每张订单。',
    moreOrders: '更多订单',
    day: (ms: number) => `第 ${Math.floor(ms / day) + 1} 天`,
    after: (ms: number) => {
      if (ms < minute) return '紧接着'
      if (ms < hour) return `${Math.floor(ms / minute)} 分钟后`
      return ms < day ? `${Math.floor(ms / hour)} 小时后` : `${Math.floor(ms / day)} 天后`
    },
    nth: (n: number) => (n === 1 ? '首单' : `第 ${n} 单`),
    referrer: '来自',
    campaign: { source: '渠道', medium: '媒介', name: '活动', term: '关键词', content: '内容' },
    events: {
      $pageview: '浏览页面',
      $screen: '浏览小程序或 APP 页面',
      $identify: '登记资料',
      $group: '加入组织',
      $alias: '登录',
      'consent given': '同意',
      'consent withdrawn': '撤回同意',
      link_clicked: '点开链接',
      coupon_redeemed: '核销优惠券',
      appointment_made: '预约',
      staff_task_answered: '回应员工任务',
    },
  },
  en: {
    view: 'View',
    timeline: 'Timeline',
    chain: 'Way to the order',
    only: 'Only',
    kinds: {
      '': 'All',
      behaviour: 'Behaviour',
      order: 'Orders',
      carrier: 'Carriers',
      identity: 'Ids',
      consent: 'Consents',
    },
    jump: 'Jump to a date',
    newest: 'Back to the newest',
    nothing: 'Nothing yet',
    noneSuch: 'Nothing matches',
    more: 'Load earlier',
    paid: (amount: string) => `Paid ${amount}`,
    refunded: (amount: string) => `Refunded ${amount}`,
    states: { zeroYuan: 'zero-yuan', refunded: 'refunded in full', unlinked: 'unlinked refund' },
    entered: (how: string) => `Entered · ${how}`,
    began: (carrier: string) => `Joined ${carrier}`,
    ended: (carrier: string) => `Left ${carrier}`,
    ids: {
      'id seen': 'Id first seen',
      'id moved': 'Id went to somebody else',
      'id unbound': 'Id unbound',
      merged: 'Merged',
      'merge undone': 'Merge undone',
    },
    byHand: 'by hand',
    chainHelp:
      'Facts alone: the first touch, entry, carriers, and the last thing done within 30 days before each payment.',
    noChain: 'No way to tell yet',
    noChainHelp: 'With behaviour, carriers or orders it is told here from the first touch to each order.',
    moreOrders: 'More orders',
    day: (ms: number) => `Day ${Math.floor(ms / day) + 1}`,
    after: (ms: number) => {
      if (ms < minute) return 'at once'
      if (ms < hour) return `${Math.floor(ms / minute)} min later`
      return ms < day ? `${Math.floor(ms / hour)} h later` : `${Math.floor(ms / day)} d later`
    },
    nth: (n: number) => (n === 1 ? 'First order' : `Order ${n}`),
    referrer: 'From',
    campaign: { source: 'Source', medium: 'Medium', name: 'Campaign', term: 'Term', content: 'Content' },
    events: {
      $pageview: 'Viewed a page',
      $screen: 'Viewed a screen',
      $identify: 'Told about',
      $group: 'Joined a group',
      $alias: 'Logged in',
      'consent given': 'Agreed',
      'consent withdrawn': 'Withdrew consent',
      link_clicked: 'Opened a link',
      coupon_redeemed: 'Redeemed a coupon',
      appointment_made: 'Made an appointment',
      staff_task_answered: 'Answered a staff task',
    },
  },
})
