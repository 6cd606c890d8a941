export { type Tellable, tellable } from './core/facts.ts'
