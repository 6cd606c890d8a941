import { texts } from '#ui/preferences'

export const clickWords = texts({
  zh: {
    title: '一人一链',
    given: '拿到自己的链接',
    people: '点过的人',
    clicks: '点击',
    help: '爬虫和预览不计入；点击会写进客户动态',
    filter: '链接',
    filters: { '': '全部', yes: '点过', no: '没点过' },
    clickedAt: '第一次点击',
    rate: (share: string) => `点击率 ${share}`,
  },
  en: {
    title: 'Links of their own',
    given: 'Got a link of their own',
    people: 'People who clicked',
    clicks: 'Clicks',
    help: 'Without crawlers and previews; each click stands in the person’s history',
    filter: 'Link',
    filters: { '': 'All', yes: 'Clicked', no: 'Not clicked' },
    clickedAt: 'First click',
    rate: (share: string) => `${share} clicked`,
  },
})
