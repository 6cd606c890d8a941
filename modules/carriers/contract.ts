export { accounts } from './core/accountsContract.ts'
export { codes } from './core/codesContract.ts'
