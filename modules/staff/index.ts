export type { Right, Role } from './core/rights.ts'
export { rights } from './core/rights.ts'
