import { texts, useText } from '#ui/preferences'

const words = texts({
  zh: {
    entry: { self: '自己来的', invited: '邀请来的', baseline: '存量' },
    carrier: {
      officialAccount: '公众号',
      wecom: '企业微信',
      chatGroup: '社群',
      personalWechat: '个人微信',
      miniProgram: '小程序',
      imported: '导入名单',
    },
    sourceKind: { private: '私域', store: '门店', platform: '平台' },
    orderField: {
      sourceKind: '来源类型',
      orderKind: '订单类型',
      channel: '渠道',
      shop: '店铺',
      store: '门店',
      staff: '服务员工',
    },
  },
  en: {
    entry: { self: 'By themselves', invited: 'Invited', baseline: 'Baseline' },
    carrier: {
      officialAccount: 'Official account',
      wecom: 'WeCom',
      chatGroup: 'Chat group',
      personalWechat: 'Personal WeChat',
      miniProgram: 'Mini program',
      imported: 'Imported list',
    },
    sourceKind: { private: 'Private', store: 'Store', platform: 'Platform' },
    orderField: {
      sourceKind: 'Kind of source',
      orderKind: 'Kind of order',
      channel: 'Channel',
      shop: 'Shop',
      store: 'Store',
      staff: 'Staff',
    },
  },
})

/** Names of values that stand in the log as code words; any other value is its own name. */
export function useNames() {
  const t = useText(words)
  return (of: keyof typeof t, value: string): string => (t[of] as Record<string, string>)[value] ?? value
}
