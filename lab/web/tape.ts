import type { Entry } from './api.ts'
import { h } from './h.ts'
import { clockOf, english, t } from './words.ts'

const most = 200

const said: Record<string, [string, string]> = {
  'person.created': ['新客户', 'new customer'],
  scan: ['扫码', 'scanned'],
  'contact.added': ['加为联系人', 'became contacts'],
  'contact.requested': ['申请添加', 'asked to be added'],
  'contact.ended': ['关系结束', 'relation ended'],
  'contact.tagged': ['打标签', 'tagged'],
  'contact.remarked': ['改备注', 'remarked'],
  'welcome.sent': ['欢迎语已送达', 'welcome sent'],
  'welcome.late': ['欢迎语超过 20 秒，作废', 'welcome too late (20 s)'],
  message: ['消息', 'message'],
  'mass.created': ['群发任务已建，等员工确认', 'mass send waits for members'],
  'mass.confirmed': ['员工确认群发', 'mass send confirmed'],
  'moment.created': ['朋友圈任务', 'moment task'],
  'group.joined': ['进群', 'joined a group'],
  'group.left': ['退群', 'left a group'],
  'group.created': ['建群', 'group made'],
  'way.added': ['活码已建', 'live code made'],
  'account.followed': ['关注公众号', 'followed'],
  'account.unfollowed': ['取消关注', 'unfollowed'],
  'moment.published': ['朋友圈已发表', 'moment published'],
  'app.sent': ['应用消息', 'app message'],
  'template.sent': ['模板消息', 'template message'],
  'subscription.sent': ['订阅消息', 'subscription message'],
  'subscription.answered': ['回应订阅请求', 'answered a subscription prompt'],
  'account.mass': ['公众号群发', 'message to followers'],
  'staff.left': ['员工离职', 'member left'],
  'transfer.begun': ['继承开始，24 小时后完成', 'transfer begun, done in a day'],
  'transfer.ended': ['继承结束', 'transfer ended'],
  'page.opened': ['打开页面', 'opened a page'],
  'media.uploaded': ['上传素材', 'media uploaded'],
  'phone.read': ['读取手机号', 'phone number read'],
  'sms.answered': ['回复短信', 'answered an SMS'],
  call: ['外呼', 'call'],
  'call.task': ['外呼任务', 'call task'],
  'pay.transfer.ended': ['转账结束', 'transfer ended'],
  'pay.shared': ['分账', 'profit shared'],
  'population.begun': ['一群客户来了', 'a crowd comes'],
  'population.bought': ['下单购买', 'bought'],
  'population.invites': ['邀请朋友', 'invites friends'],
  'population.cheats': ['批量小号薅羊毛', 'a crowd of fake accounts'],
  'population.done': ['这群客户活完了', 'the crowd has lived its days'],
  'callback.saved': ['保存回调地址', 'callback address saved'],
  'pay.ordered': ['下单', 'order placed'],
  'pay.paid': ['支付成功', 'paid'],
  'pay.refunded': ['退款', 'refund'],
  'pay.transfer': ['商家转账，等用户确认', 'transfer waits for receipt'],
  'sms.sent': ['短信', 'SMS'],
  share: ['转发', 'shared'],
  'callback.taken': ['回调被接收', 'callback taken'],
  'callback.failed': ['回调失败，不再重试', 'callback given up'],
  'callback.lost': ['回调丢失（按要求）', 'callback lost (as told)'],
  'callback.nowhere': ['没有回调地址', 'no callback address'],
  failure: ['按要求出错', 'failure as told'],
  limited: ['超过频率 45009', 'frequency limit 45009'],
}

const detailNames = [
  'person',
  'userid',
  'state',
  'event',
  'code',
  'by',
  'via',
  'total',
  'sent',
  'refused',
  'ms',
  'link',
  'phone',
]

/** The tape: one line for each thing that happens, newest on top. */
export function tape(): { element: HTMLElement; add(entry: Entry): void } {
  const list = h('ol', { tabindex: 0, 'aria-label': t('tape') }, h('li', { class: 'empty' }, t('tapeEmpty')))
  const element = h('aside', { class: 'tape', 'aria-label': t('tape') }, h('h2', {}, t('tape')), list)
  return {
    element,
    add(entry) {
      list.querySelector('.empty')?.remove()
      list.prepend(lineOf(entry))
      while (list.childElementCount > most) list.lastElementChild?.remove()
    },
  }
}

/** Names of events without the part that repeats the other; addresses without their host. */
const short = (text: string): string =>
  text
    .replace(/^(\w+)\.(\w+)$/, '$2')
    .replace(/^https?:\/\/[^/]+/, '')
    .slice(0, 48)

function lineOf(entry: Entry): HTMLElement {
  if (entry.kind === 'api') {
    const refused = entry['refused']
    return h(
      'li',
      { class: refused === undefined ? 'api' : 'api refused' },
      h('time', {}, clockOf(entry.at)),
      h(
        'span',
        {},
        h('b', {}, `← ${String(entry['method'])}`),
        ` ${String(entry['path'])}`,
        refused === undefined ? null : h('em', {}, ` ${String(refused)}`),
      ),
    )
  }
  const words = said[entry.kind]
  const out = entry.kind.startsWith('callback')
  const details = detailNames.flatMap((name) => {
    const value = entry[name]
    return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [short(String(value))] : []
  })
  const bad = /\.(?:failed|lost|late|forged and taken)$|^(?:limited|failure)$/.test(entry.kind)
  return h(
    'li',
    { class: `${out ? 'out' : 'world'}${bad ? ' refused' : ''}`, title: JSON.stringify(entry) },
    h('time', {}, clockOf(entry.at)),
    h(
      'span',
      {},
      h('b', {}, out ? '→ ' : '', words?.[english ? 1 : 0] ?? entry.kind),
      details.length === 0 ? null : ` ${details.join(' · ')}`,
    ),
  )
}
