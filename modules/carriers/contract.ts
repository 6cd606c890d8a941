export { accounts } from './core/accountsContract.ts'
export { codes } from './core/codesContract.ts'
export { sends } from './core/sendsContract.ts'
export { carrierTags } from './core/tagsContract.ts'
