export type { Gate } from './core/gate.ts'
