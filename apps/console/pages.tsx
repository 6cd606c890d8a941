import {
  AuditOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  DashboardOutlined,
  FundOutlined,
  InboxOutlined,
  MergeCellsOutlined,
  NodeIndexOutlined,
  ScheduleOutlined,
  SettingOutlined,
  ShoppingOutlined,
  TagsOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

/** The console's pages as the navigation and the palette show them. */
export type PageName =
  | 'workbench'
  | 'board'
  | 'people'
  | 'orders'
  | 'identity'
  | 'imports'
  | 'sources'
  | 'parked'
  | 'plan'
  | 'tasks'
  | 'settings'
  | 'system'
  | 'audit'

export const pages: readonly {
  name: PageName
  to: string
  group: 'business' | 'customers' | 'data' | 'system'
  icon: ReactNode
}[] = [
  { name: 'workbench', to: '/workbench', group: 'business', icon: <CheckSquareOutlined /> },
  { name: 'board', to: '/', group: 'business', icon: <FundOutlined /> },
  { name: 'people', to: '/people', group: 'customers', icon: <TeamOutlined /> },
  { name: 'orders', to: '/orders', group: 'customers', icon: <ShoppingOutlined /> },
  { name: 'identity', to: '/identity', group: 'customers', icon: <MergeCellsOutlined /> },
  { name: 'imports', to: '/imports', group: 'data', icon: <CloudUploadOutlined /> },
  { name: 'sources', to: '/sources', group: 'data', icon: <NodeIndexOutlined /> },
  { name: 'plan', to: '/plan', group: 'data', icon: <TagsOutlined /> },
  { name: 'parked', to: '/parked', group: 'data', icon: <InboxOutlined /> },
  { name: 'tasks', to: '/tasks', group: 'data', icon: <ScheduleOutlined /> },
  { name: 'settings', to: '/settings', group: 'system', icon: <SettingOutlined /> },
  { name: 'audit', to: '/audit', group: 'system', icon: <AuditOutlined /> },
  { name: 'system', to: '/system', group: 'system', icon: <DashboardOutlined /> },
]
