import type { Offer } from '../../core/offer.ts'

const offer = (way: Offer['way'], what: [string, string], how: [string, string]): Offer => ({
  ...{ way, what: { zh: what[0], en: what[1] }, how: { zh: how[0], en: how[1] } },
})

/** What a channels account and its shop give a server, plainly: whoever plans with it must know what is not there. */
export const channelsOffers: readonly Offer[] = [
  offer(
    'told',
    ['小店订单和退款', 'Orders of the shop and refunds'],
    [
      '付款、发货、退款时实时推送，读到整张订单后入账',
      'Told as they are paid, sent, refunded; the whole order is read',
    ],
  ),
  offer(
    'read',
    ['以前的订单', 'Earlier orders'],
    ['点「同步订单」按更新时间读回来', 'Sync reads them by the time they changed'],
  ),
  offer(
    'read',
    ['买家的 openid 和 unionid', 'openid and unionid of buyers'],
    [
      '只有下过单的人；绑定开放平台账号后能和企微、公众号对上是同一个人',
      'Only of those who ordered; bound to the open platform they are known from WeCom and the official account',
    ],
  ),
  offer(
    'file',
    ['直播场次和数据', 'Live rooms and their figures'],
    [
      '从视频号助手导出后导入；直播大屏接口只开放给带货直播间，要另外申请，这里不用它',
      'Exported from the channels assistant and imported here; the API of the live dashboard is for selling rooms alone and has to be applied for: it is not used',
    ],
  ),
  offer(
    'read',
    ['达人带货的订单', 'Orders sold by others'],
    [
      '就是本店的订单，和其他订单一起推送、一起读到，不用再导入',
      'They are orders of the shop: told and read with all others, not to be imported again',
    ],
  ),
  offer(
    'file',
    ['同步读不到的更早的订单', 'Orders older than a sync reads'],
    [
      '在小店后台导出，按「微信小店」模板导入，已有的选「跳过」；来源和这个账号的「订单来源」相同，同一张订单只算一次',
      'Exported from the shop and imported by its preset, skipping what is there; under the source of this account, so that no order counts twice',
    ],
  ),
  offer(
    'byHand',
    ['短视频、直播的发布', 'Publishing videos and live rooms'],
    ['平台不开放接口，在视频号助手里发', 'No API: it is done in the channels assistant'],
  ),
  offer(
    'none',
    ['粉丝名单', 'The list of followers'],
    ['平台不提供；粉丝数只能在视频号助手里看', 'Not offered; their number stands in the channels assistant alone'],
  ),
  offer(
    'none',
    ['看直播的人是谁', 'Who watched a live room'],
    ['平台只给人数，不给名单', 'The platform tells how many, never who'],
  ),
  offer(
    'none',
    ['私信和评论', 'Private messages and comments'],
    [
      '没有接口可读可发；要聊就引导添加企业微信',
      'No API reads or sends them; to talk, lead people to a member of WeCom',
    ],
  ),
  offer(
    'none',
    ['给粉丝发消息', 'Messages to followers'],
    [
      '不能群发，所以这里没有视频号的发送方式；有人预约直播后，提醒由微信自己发',
      'There is no sending, so Siyu has no way of that name; whoever reserved a live room is reminded by WeChat itself',
    ],
  ),
  offer(
    'none',
    ['谁预约了直播', 'Who reserved a live room'],
    ['平台只给预约人数', 'The platform tells how many, never who'],
  ),
]
