import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frame } from './roots.tsx'

const carriers = createRoute({
  getParentRoute: () => frame,
  path: '/carriers',
  component: lazyRouteComponent(() => import('./carriers/accounts.tsx'), 'WholeAccountsPage'),
})

const codes = createRoute({
  getParentRoute: () => frame,
  path: '/staff-codes',
  component: lazyRouteComponent(() => import('./carriers/codes.tsx'), 'WholeCodesPage'),
})

const sends = createRoute({
  getParentRoute: () => frame,
  path: '/sends',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/sends.tsx'), 'SendsPage'),
})

const ofSegment = z.object({ segment: z.string().max(20).optional().catch(undefined) })

const newSend = createRoute({
  getParentRoute: () => frame,
  path: '/sends/new',
  validateSearch: ofSegment,
  component: lazyRouteComponent(() => import('./carriers/newSend.tsx'), 'WholeNewSendPage'),
})

const send = createRoute({
  getParentRoute: () => frame,
  path: '/sends/$id',
  validateSearch: z.object({
    state: z.string().max(20).optional().catch(undefined),
    way: z.string().max(40).optional().catch(undefined),
    clicked: z.enum(['yes', 'no']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/send.tsx'), 'SendPage'),
})

const chatGroups = createRoute({
  getParentRoute: () => frame,
  path: '/chat-groups',
  validateSearch: z.object({
    state: z.enum(['live', 'orphaned', 'dismissed']).optional().catch(undefined),
    q: z.string().max(100).optional().catch(undefined),
    owner: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/chatGroups.tsx'), 'ChatGroupsPage'),
})

const chatGroup = createRoute({
  getParentRoute: () => frame,
  path: '/chat-groups/$id',
  validateSearch: z.object({
    now: z.enum(['in', 'left']).optional().catch(undefined),
    friend: z.enum(['true', 'false']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/chatGroup.tsx'), 'ChatGroupPage'),
})

const transfers = createRoute({
  getParentRoute: () => frame,
  path: '/transfers',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/transfers.tsx'), 'TransfersPage'),
})

const newTransfer = createRoute({
  getParentRoute: () => frame,
  path: '/transfers/new',
  validateSearch: z.object({
    account: z.string().max(20).optional().catch(undefined),
    from: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/newTransfer.tsx'), 'NewTransferPage'),
})

const transfer = createRoute({
  getParentRoute: () => frame,
  path: '/transfers/$id',
  validateSearch: z.object({
    state: z
      .enum(['planned', 'asking', 'waiting', 'done', 'refused', 'full', 'limited', 'gone', 'failed', 'stopped'])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/transfer.tsx'), 'TransferPage'),
})

const posts = createRoute({
  getParentRoute: () => frame,
  path: '/posts',
  validateSearch: z.object({ kind: z.enum(['moments', 'chats']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/posts.tsx'), 'PostsPage'),
})

const liveRooms = createRoute({
  getParentRoute: () => frame,
  path: '/live-rooms',
  validateSearch: z.object({
    from: z.string().max(10).optional().catch(undefined),
    to: z.string().max(10).optional().catch(undefined),
    platform: z.string().max(40).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../../modules/carriers/console/liveRooms.tsx'), 'LiveRoomsPage'),
})

const newPost = createRoute({
  getParentRoute: () => frame,
  path: '/posts/new',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/newPost.tsx'), 'NewPostPage'),
})

const post = createRoute({
  getParentRoute: () => frame,
  path: '/posts/$id',
  component: lazyRouteComponent(() => import('../../modules/carriers/console/post.tsx'), 'PostPage'),
})

const templates = createRoute({
  getParentRoute: () => frame,
  path: '/message-templates',
  component: lazyRouteComponent(() => import('./carriers/working.tsx'), 'TemplatesPage'),
})

const official = createRoute({
  getParentRoute: () => frame,
  path: '/official-accounts',
  validateSearch: z.object({
    account: z.string().max(20).optional().catch(undefined),
    tab: z.string().max(20).optional().catch(undefined),
    person: z.string().max(20).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./carriers/working.tsx'), 'WholeOfficialPage'),
})

const scripts = createRoute({
  getParentRoute: () => frame,
  path: '/scripts',
  component: lazyRouteComponent(() => import('../../modules/content/console/scripts.tsx'), 'ScriptsPage'),
})

const phoneLists = createRoute({
  getParentRoute: () => frame,
  path: '/phone-lists',
  validateSearch: ofSegment,
  component: lazyRouteComponent(() => import('./carriers/phoneLists.tsx'), 'WholePhoneListsPage'),
})

/** The platforms where people are reached. */
export const carrierRoutes = [
  carriers,
  codes,
  sends,
  newSend,
  send,
  chatGroups,
  chatGroup,
  transfers,
  newTransfer,
  transfer,
  posts,
  liveRooms,
  newPost,
  post,
  templates,
  official,
  scripts,
  phoneLists,
] as const
