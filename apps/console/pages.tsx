/** The console's pages as the navigation and the palette show them. */
export type PageName =
  | 'workbench'
  | 'board'
  | 'analysis'
  | 'targets'
  | 'positioning'
  | 'guard'
  | 'attribution'
  | 'value'
  | 'rfm'
  | 'credit'
  | 'digests'
  | 'metrics'
  | 'people'
  | 'orders'
  | 'segments'
  | 'tags'
  | 'identity'
  | 'imports'
  | 'carriers'
  | 'codes'
  | 'sends'
  | 'channels'
  | 'acquisitionPlans'
  | 'links'
  | 'liveCodes'
  | 'parcelCards'
  | 'campaignHooks'
  | 'handoverPages'
  | 'ads'
  | 'acquisitionLinks'
  | 'partners'
  | 'fans'
  | 'chatGroups'
  | 'transfers'
  | 'posts'
  | 'liveRooms'
  | 'messageTemplates'
  | 'officialAccounts'
  | 'scripts'
  | 'phoneLists'
  | 'sources'
  | 'parked'
  | 'plan'
  | 'doctor'
  | 'sql'
  | 'tasks'
  | 'developers'
  | 'settings'
  | 'system'
  | 'audit'
  | 'erasures'
  | 'consents'

export const pages: readonly {
  name: PageName
  /** After g it opens the page. */
  key: string
  to: string
  group: 'business' | 'customers' | 'reach' | 'data' | 'system'
}[] = [
  { name: 'workbench', key: 'w', to: '/workbench', group: 'business' },
  { name: 'board', key: 'b', to: '/', group: 'business' },
  { name: 'analysis', key: 'f', to: '/analysis', group: 'business' },
  { name: 'targets', key: 'g', to: '/targets', group: 'business' },
  { name: 'positioning', key: 'n', to: '/positioning', group: 'business' },
  { name: 'guard', key: 'h', to: '/guard', group: 'business' },
  { name: 'attribution', key: 'z', to: '/attribution', group: 'business' },
  { name: 'value', key: 'u', to: '/value', group: 'business' },
  { name: 'rfm', key: 'j', to: '/rfm', group: 'business' },
  { name: 'credit', key: '6', to: '/credit', group: 'business' },
  { name: 'digests', key: '4', to: '/digests', group: 'business' },
  { name: 'people', key: 'p', to: '/people', group: 'customers' },
  { name: 'orders', key: 'o', to: '/orders', group: 'customers' },
  { name: 'segments', key: 'c', to: '/segments', group: 'customers' },
  { name: 'tags', key: 'x', to: '/tags', group: 'customers' },
  { name: 'identity', key: 'm', to: '/identity', group: 'customers' },
  { name: 'channels', key: '$', to: '/channels', group: 'reach' },
  { name: 'acquisitionPlans', key: '%', to: '/acquisition-plans', group: 'reach' },
  { name: 'links', key: '0', to: '/links', group: 'reach' },
  { name: 'liveCodes', key: '[', to: '/live-codes', group: 'reach' },
  { name: 'parcelCards', key: ']', to: '/parcel-cards', group: 'reach' },
  { name: 'campaignHooks', key: "'", to: '/campaign-hooks', group: 'reach' },
  { name: 'handoverPages', key: '\\', to: '/handover-pages', group: 'reach' },
  { name: 'acquisitionLinks', key: '@', to: '/acquisition-links', group: 'reach' },
  { name: 'ads', key: '#', to: '/ads', group: 'reach' },
  { name: 'partners', key: '`', to: '/partners', group: 'reach' },
  { name: 'fans', key: '&', to: '/fans', group: 'reach' },
  { name: 'sends', key: '1', to: '/sends', group: 'reach' },
  { name: 'messageTemplates', key: '.', to: '/message-templates', group: 'reach' },
  { name: 'officialAccounts', key: ';', to: '/official-accounts', group: 'reach' },
  { name: 'codes', key: '2', to: '/staff-codes', group: 'reach' },
  { name: 'posts', key: '9', to: '/posts', group: 'reach' },
  { name: 'liveRooms', key: '~', to: '/live-rooms', group: 'reach' },
  { name: 'chatGroups', key: '7', to: '/chat-groups', group: 'reach' },
  { name: 'transfers', key: '8', to: '/transfers', group: 'reach' },
  { name: 'carriers', key: '3', to: '/carriers', group: 'reach' },
  { name: 'scripts', key: '-', to: '/scripts', group: 'reach' },
  { name: 'phoneLists', key: '=', to: '/phone-lists', group: 'reach' },
  { name: 'imports', key: 'i', to: '/imports', group: 'data' },
  { name: 'sources', key: 's', to: '/sources', group: 'data' },
  { name: 'plan', key: 'e', to: '/plan', group: 'data' },
  { name: 'doctor', key: 'd', to: '/doctor', group: 'data' },
  { name: 'parked', key: 'q', to: '/parked', group: 'data' },
  { name: 'metrics', key: '5', to: '/metrics', group: 'data' },
  { name: 'sql', key: 'l', to: '/sql', group: 'data' },
  { name: 'tasks', key: 't', to: '/tasks', group: 'data' },
  { name: 'developers', key: 'v', to: '/developers', group: 'system' },
  { name: 'settings', key: ',', to: '/settings', group: 'system' },
  { name: 'audit', key: 'a', to: '/audit', group: 'system' },
  { name: 'erasures', key: 'r', to: '/erasures', group: 'system' },
  { name: 'consents', key: 'k', to: '/consents', group: 'system' },
  { name: 'system', key: 'y', to: '/system', group: 'system' },
]
