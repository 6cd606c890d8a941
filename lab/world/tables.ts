import type { Store } from '../engine/table.ts'
import type { Entry } from './ledger.ts'
import type * as money from './moneyRows.ts'
import type * as rows from './rows.ts'
import type * as weixin from './weixinRows.ts'

const companyTables = (store: Store) => ({
  staff: store.table<rows.Staff>('staff'),
  departments: store.table<rows.Department>('departments'),
  tagGroups: store.table<rows.TagGroup>('tagGroups'),
  tags: store.table<rows.Tag>('tags', { group: ({ group }) => [group] }),
  relations: store.table<rows.Relation>('relations', {
    userid: ({ userid }) => [userid],
    external: ({ external }) => [external],
    tag: ({ tags }) => tags,
  }),
  ways: store.table<rows.ContactWay>('ways'),
  joinWays: store.table<rows.JoinWay>('joinWays'),
  links: store.table<rows.AcquisitionLink>('links'),
  welcomes: store.table<rows.Welcome>('welcomes'),
  groups: store.table<rows.Group>('groups', {
    owner: ({ owner }) => [owner],
    person: ({ members }) => members.flatMap(({ person }) => person ?? []),
  }),
  mass: store.table<rows.Mass>('mass', { userid: ({ tasks }) => tasks.map(({ userid }) => userid) }),
  moments: store.table<rows.Moment>('moments'),
  transfers: store.table<rows.Transfer>('transfers', { external: ({ external }) => [external] }),
  unassigned: store.table<rows.Unassigned>('unassigned'),
})

const weixinTables = (store: Store) => ({
  followers: store.table<weixin.Follower>('followers', { app: ({ app }) => [app], person: ({ person }) => [person] }),
  accountCodes: store.table<weixin.AccountCode>('accountCodes'),
  menus: store.table<weixin.ConditionalMenu>('menus'),
  clients: store.table<weixin.Client>('clients'),
  userTags: store.table<weixin.UserTag>('userTags'),
  templates: store.table<weixin.Template>('templates'),
  miniLinks: store.table<weixin.MiniLink>('miniLinks'),
  shopOrders: store.table<weixin.ShopOrder>('shopOrders'),
  afterSales: store.table<weixin.AfterSale>('afterSales', { order: ({ order }) => [order] }),
})

const moneyTables = (store: Store) => ({
  orders: store.table<money.Order>('orders', {
    prepay: ({ prepay }) => [prepay],
    transaction: ({ transaction }) => (transaction === undefined ? [] : [transaction]),
  }),
  refunds: store.table<money.Refund>('refunds', { order: ({ order }) => [order] }),
  bills: store.table<money.Bill>('bills', { bill: ({ bill }) => [bill] }),
  sharings: store.table<money.Sharing>('sharings', { transaction: ({ transaction }) => [transaction] }),
  receivers: store.table<money.Receiver>('receivers'),
  smsTemplates: store.table<money.SmsTemplate>('smsTemplates', { tencent: ({ tencent }) => [tencent] }),
  sms: store.table<money.Sms>('sms', { phone: ({ phone }) => [phone] }),
  callTasks: store.table<money.CallTask>('callTasks'),
  adClicks: store.table<money.AdClick>('adClicks'),
  adConversions: store.table<money.AdConversion>('adConversions'),
  calls: store.table<money.OutboundCall>('calls', { task: ({ task }) => [task] }),
})

const commonTables = (store: Store) => ({
  people: store.table<rows.Person>('people', { phone: ({ phone }) => [phone], unionid: ({ unionid }) => [unionid] }),
  aliases: store.table<rows.Alias>('aliases'),
  media: store.table<rows.Media>('media'),
  messages: store.table<rows.Message>('messages', {
    thread: ({ thread }) => [thread],
    person: ({ person }) => (person === undefined ? [] : [person]),
    peer: ({ channel, peer }) => [`${channel}:${peer}`],
  }),
  tokens: store.table<rows.Token>('tokens', { kind: ({ app, kind }) => [`${app}:${kind}`] }),
  codes: store.table<rows.Code>('codes', {
    'friend request': ({ kind, person }) => (kind === 'friend request' ? [person] : []),
  }),
  settings: store.table<rows.Setting>('settings'),
  ledger: store.table<Entry>('ledger'),
})

/** The tables of a world; what they hold is in the files of rows. */
export const tablesOf = (store: Store) => ({
  ...companyTables(store),
  ...weixinTables(store),
  ...moneyTables(store),
  ...commonTables(store),
})
