export { entrySchema } from './core/entry.ts'
export { goalSchema } from './core/goal.ts'
export { type Workspace, workspaceSchema } from './core/workspace.ts'
