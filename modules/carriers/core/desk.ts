/** Whether an address is a page of ours for members: nothing else is signed for the platform's app. */
export const isDeskPage = (url: string): boolean => /^https?:\/\/[^/?#]+\/m\/[^#]*$/.test(url)
