import { texts } from '#ui/preferences'

export const personalWords = texts({
  zh: {
    title: '一人一链',
    help: '群发里写 {{link:ID}}，每个人拿到自己的链接；谁点了一目了然，爬虫和预览不计入。',
    sums: (given: string, clicked: string) => `发出 ${given} 条，点过 ${clicked} 条`,
    filters: { '': '全部', yes: '点过', no: '没点过' },
    filter: '是否点过',
    person: '客户',
    message: '用在哪里',
    link: '链接',
    madeAt: '生成时间',
    clicks: '点击',
    firstAt: '第一次点击',
    none: '没有符合条件的链接',
    more: '加载更多',
  },
  en: {
    title: 'Links of their own',
    help: 'Write {{link:ID}} in a send and each reader gets a link of their own. Crawlers and previews are not counted.',
    sums: (given: string, clicked: string) => `${given} given, ${clicked} clicked`,
    filters: { '': 'All', yes: 'Clicked', no: 'Not clicked' },
    filter: 'Clicked or not',
    person: 'Person',
    message: 'Given by',
    link: 'Link',
    madeAt: 'Given at',
    clicks: 'Clicks',
    firstAt: 'First click',
    none: 'No such link',
    more: 'More',
  },
})
