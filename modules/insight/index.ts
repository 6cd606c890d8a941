export { type Contribution, contributions } from './core/contributions.ts'
export { type Counts, type Factors, factors } from './core/factors.ts'
export {
  assistedDaysDefault,
  type OrderScope,
  type ScopeFacts,
  type ScopeReason,
  scopeOf,
  touchEvents,
} from './core/scope.ts'
