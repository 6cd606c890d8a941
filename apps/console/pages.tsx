import {
  AimOutlined,
  ApiOutlined,
  AuditOutlined,
  BranchesOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  CompassOutlined,
  ConsoleSqlOutlined,
  DashboardOutlined,
  FileSearchOutlined,
  FundOutlined,
  FunnelPlotOutlined,
  GoldOutlined,
  HeartOutlined,
  InboxOutlined,
  MergeCellsOutlined,
  NodeIndexOutlined,
  NotificationOutlined,
  RiseOutlined,
  SafetyOutlined,
  ScheduleOutlined,
  SettingOutlined,
  ShoppingOutlined,
  TagOutlined,
  TagsOutlined,
  TeamOutlined,
  TrophyOutlined,
  UserDeleteOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

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

export const pages: readonly {
  name: PageName
  /** After g it opens the page. */
  key: string
  to: string
  group: 'business' | 'customers' | 'data' | 'system'
  icon: ReactNode
}[] = [
  { name: 'workbench', key: 'w', to: '/workbench', group: 'business', icon: <CheckSquareOutlined /> },
  { name: 'board', key: 'b', to: '/', group: 'business', icon: <FundOutlined /> },
  { name: 'analysis', key: 'f', to: '/analysis', group: 'business', icon: <FunnelPlotOutlined /> },
  { name: 'targets', key: 'g', to: '/targets', group: 'business', icon: <AimOutlined /> },
  { name: 'positioning', key: 'n', to: '/positioning', group: 'business', icon: <CompassOutlined /> },
  { name: 'guard', key: 'h', to: '/guard', group: 'business', icon: <SafetyOutlined /> },
  { name: 'attribution', key: 'z', to: '/attribution', group: 'business', icon: <BranchesOutlined /> },
  { name: 'value', key: 'u', to: '/value', group: 'business', icon: <RiseOutlined /> },
  { name: 'rfm', key: 'j', to: '/rfm', group: 'business', icon: <GoldOutlined /> },
  { name: 'credit', key: 'k', to: '/credit', group: 'business', icon: <TrophyOutlined /> },
  { name: 'digests', key: '1', to: '/digests', group: 'business', icon: <NotificationOutlined /> },
  { name: 'metrics', key: '2', to: '/metrics', group: 'data', icon: <FileSearchOutlined /> },
  { name: 'people', key: 'p', to: '/people', group: 'customers', icon: <TeamOutlined /> },
  { name: 'orders', key: 'o', to: '/orders', group: 'customers', icon: <ShoppingOutlined /> },
  { name: 'segments', key: 'c', to: '/segments', group: 'customers', icon: <UsergroupAddOutlined /> },
  { name: 'tags', key: 'x', to: '/tags', group: 'customers', icon: <TagOutlined /> },
  { name: 'identity', key: 'm', to: '/identity', group: 'customers', icon: <MergeCellsOutlined /> },
  { name: 'imports', key: 'i', to: '/imports', group: 'data', icon: <CloudUploadOutlined /> },
  { name: 'sources', key: 's', to: '/sources', group: 'data', icon: <NodeIndexOutlined /> },
  { name: 'plan', key: 'e', to: '/plan', group: 'data', icon: <TagsOutlined /> },
  { name: 'doctor', key: 'd', to: '/doctor', group: 'data', icon: <HeartOutlined /> },
  { name: 'parked', key: 'q', to: '/parked', group: 'data', icon: <InboxOutlined /> },
  { name: 'sql', key: 'l', to: '/sql', group: 'data', icon: <ConsoleSqlOutlined /> },
  { name: 'tasks', key: 't', to: '/tasks', group: 'data', icon: <ScheduleOutlined /> },
  { name: 'developers', key: 'v', to: '/developers', group: 'system', icon: <ApiOutlined /> },
  { name: 'settings', key: ',', to: '/settings', group: 'system', icon: <SettingOutlined /> },
  { name: 'audit', key: 'a', to: '/audit', group: 'system', icon: <AuditOutlined /> },
  { name: 'erasures', key: 'r', to: '/erasures', group: 'system', icon: <UserDeleteOutlined /> },
  { name: 'system', key: 'y', to: '/system', group: 'system', icon: <DashboardOutlined /> },
]
