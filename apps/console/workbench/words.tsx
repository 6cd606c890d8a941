import { texts } from '#ui/preferences'

export const words = texts({
  zh: {
    title: '工作台',
    actions: { orders: '导入订单', source: '新建数据源', people: '查客户' },
    todos: '待办',
    calm: '没有待办',
    calmHelp: '导入失败、事件待处理、数据源断流、目标落后或该备份时，会列在这里。',
    todo: {
      relayFailing: (n: number, name: string) => `${n} 个接收方没能收到事实，最近是 ${name}`,
      importFailed: (n: number, name: string) => (n === 1 ? `导入“${name}”失败了` : `近 7 天有 ${n} 次导入失败`),
      rowsRejected: (n: string, name: string) =>
        name ? `导入“${name}”有 ${n} 行没能写入` : `近 7 天的导入共有 ${n} 行没能写入`,
      sourceSilent: (n: number, name: string, since: string) =>
        n === 1
          ? `数据源“${name}”超过 24 小时没有上报，最后一次是 ${since}`
          : `${n} 个数据源超过 24 小时没有上报，最近断的是“${name}”`,
      webhookOff: (n: number, name: string) =>
        n === 1 ? `Webhook“${name}”收不到推送，已自动停用` : `${n} 个 Webhook 收不到推送，已自动停用，最近是“${name}”`,
      forwarderPaused: (n: number, name: string) =>
        n === 1 ? `转发“${name}”送不出去，已自动暂停` : `${n} 个转发送不出去，已自动暂停，最近是“${name}”`,
      hookFailed: (n: string, name: string) =>
        name ? `接入“${name}”有 ${n} 条消息没能读懂` : `各接入共有 ${n} 条消息没能读懂`,
      codeTrouble: (n: string) => `活码巡检发现 ${n} 个问题`,
      linkBalance: (n: string) => `${n} 个企业微信的获客链接额度快用完或已用完`,
      adTrouble: (n: string) => `${n} 个广告账号的转化回传被平台拒收`,
      trialUndecided: (n: number, name: string) =>
        n === 1
          ? `“${name}”的开头测试分不出高下，其余的人在等你选`
          : `${n} 个群发的开头测试分不出高下，等最久的是“${name}”`,
      pressure: '最近四周触达明显变多，而下单变少或流失变多',
      parked: (n: string) => `${n} 个事件没能入库，等待处理`,
      unlinked: (n: string) => `近 30 天有 ${n} 笔退款找不到原订单`,
      noPerson: (n: string) => `近 30 天有 ${n} 笔订单没有客户身份`,
      gmvBehind: (amount: string) => `今年 GMV 比目标进度少 ${amount}`,
      peopleBehind: (n: string) => `客户池比目标进度少 ${n} 人`,
      backupOld: (days: number) => `上次备份是 ${days} 天前`,
      backupMissing: '还没有备份过数据',
      demoLoading: (percent: number) => `正在载入演示数据，已完成 ${percent}%`,
    },
    go: {
      relayFailing: '看系统状态',
      importFailed: '看原因',
      rowsRejected: '看失败的行',
      sourceSilent: '看数据源',
      webhookOff: '看 Webhook',
      forwarderPaused: '看转发',
      hookFailed: '看消息',
      codeTrouble: '看活码',
      linkBalance: '看额度',
      adTrouble: '看广告账号',
      trialUndecided: '去决定',
      pressure: '看触达护栏',
      parked: '看事件',
      unlinked: '看退款',
      noPerson: '看订单',
      gmvBehind: '打开看板',
      peopleBehind: '打开看板',
      backupOld: '去备份',
      backupMissing: '去备份',
      demoLoading: '打开看板',
    },
    numbers: '关键数字',
    name: {
      live: '在池人数',
      entered: '昨日入池',
      lost: '昨日流失',
      orders: '昨日订单',
      gmv: '昨日 GMV',
      month: '本月 GMV',
    },
    definition: {
      live: '现在至少有一个载体可以免费触达的人',
      entered: '昨天第一次进入客户池的人；回流不算',
      lost: '昨天失去最后一个载体的人',
      orders: '昨天付款、计入私域口径（直接 + 影响）的订单',
      gmv: '昨天付款的私域订单净额（直接 + 影响），退款已扣',
      month: '本月 1 日至今的私域订单净额（直接 + 影响）；与上月同一时刻比',
    },
    against: {
      day: (change: string) => `较前一日 ${change}`,
      today: (change: string) => `较昨日 ${change}`,
      month: (change: string) => `较上月同期 ${change}`,
    },
    same: '持平',
    line: (name: string, low: string, high: string) => `${name} 30 天走势，最低 ${low}，最高 ${high}`,
  },
  en: {
    title: 'Workbench',
    actions: { orders: 'Import orders', source: 'New source', people: 'Find a person' },
    todos: 'To do',
    calm: 'Nothing to do',
    calmHelp: 'Failed imports, parked events, silent sources, a goal behind pace and missing backups appear here.',
    todo: {
      relayFailing: (n: number, name: string) =>
        n === 1 ? `${name} could not take a fact` : `${n} consumers could not take a fact, ${name} among them`,
      importFailed: (n: number, name: string) =>
        n === 1 ? `The import of ${name} failed` : `${n} imports failed in the last 7 days`,
      rowsRejected: (n: string, name: string) =>
        name ? `Rows of ${name} that were not stored: ${n}` : `Rows of the last 7 days that were not stored: ${n}`,
      sourceSilent: (n: number, name: string, since: string) =>
        n === 1
          ? `${name} has sent nothing for over 24 hours, last at ${since}`
          : `${n} sources have sent nothing for over 24 hours, ${name} is the latest`,
      webhookOff: (n: number, name: string) =>
        n === 1
          ? `The webhook ${name} took nothing and was switched off`
          : `${n} webhooks took nothing and were switched off, ${name} among them`,
      forwarderPaused: (n: number, name: string) =>
        n === 1
          ? `The forwarder ${name} was not taken and paused itself`
          : `${n} forwarders were not taken and paused themselves, ${name} among them`,
      hookFailed: (n: string, name: string) =>
        name ? `Messages of “${name}” that could not be read: ${n}` : `Messages of hooks that could not be read: ${n}`,
      codeTrouble: (n: string) => `The patrol of live codes found ${n}`,
      linkBalance: (n: string) => `${n} accounts with few or no additions by link left`,
      adTrouble: (n: string) => `${n} ad accounts whose conversions are refused`,
      trialUndecided: (n: number, name: string) =>
        n === 1
          ? `The test of openings of “${name}” is undecided: the rest waits for your choice`
          : `${n} tests of openings are undecided; “${name}” has waited longest`,
      pressure: 'Touches rose clearly in four weeks, while buyers fell or losses rose',
      parked: (n: string) => `Events that could not be stored: ${n}`,
      unlinked: (n: string) => `Refunds of the last 30 days without their order: ${n}`,
      noPerson: (n: string) => `Orders of the last 30 days without a person: ${n}`,
      gmvBehind: (amount: string) => `This year's GMV is ${amount} behind the pace of the goal`,
      peopleBehind: (n: string) => `The pool is ${n} people behind the pace of the goal`,
      backupOld: (days: number) => `The last backup is ${days} days old`,
      backupMissing: 'There is no backup yet',
      demoLoading: (percent: number) => `The demo is being loaded: ${percent}%`,
    },
    go: {
      relayFailing: 'See the system',
      importFailed: 'See why',
      rowsRejected: 'See the rows',
      sourceSilent: 'See the sources',
      webhookOff: 'See the webhooks',
      forwarderPaused: 'See the forwarders',
      hookFailed: 'See the messages',
      codeTrouble: 'See the codes',
      linkBalance: 'See what is left',
      adTrouble: 'See the accounts',
      trialUndecided: 'Decide',
      pressure: 'See the guard',
      parked: 'See the events',
      unlinked: 'See the refunds',
      noPerson: 'See the orders',
      gmvBehind: 'See the board',
      peopleBehind: 'See the board',
      backupOld: 'Back up',
      backupMissing: 'Back up',
      demoLoading: 'See the board',
    },
    numbers: 'Key numbers',
    name: {
      live: 'Live people',
      entered: 'Entered yesterday',
      lost: 'Lost yesterday',
      orders: 'Orders yesterday',
      gmv: 'GMV yesterday',
      month: 'GMV this month',
    },
    definition: {
      live: 'People who can be reached free of charge by at least one carrier now',
      entered: 'People who entered the pool yesterday for the first time; those who returned are not among them',
      lost: 'People who lost their last carrier yesterday',
      orders: 'Orders paid yesterday that count (direct + assisted)',
      gmv: 'Net amount of the counted orders paid yesterday (direct + assisted), refunds taken off',
      month: 'Net amount of counted orders (direct + assisted) since the 1st, against the same moment of last month',
    },
    against: {
      day: (change: string) => `${change} vs the day before`,
      today: (change: string) => `${change} vs yesterday`,
      month: (change: string) => `${change} vs last month`,
    },
    same: 'Unchanged',
    line: (name: string, low: string, high: string) => `${name} over 30 days, lowest ${low}, highest ${high}`,
  },
})
