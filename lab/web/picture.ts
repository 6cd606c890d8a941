interface Code {
  data: string
}

/** What a code in a picture says; undefined where none is found. */
export async function decoded(file: File): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file)
  // Large photographs are read faster, and not worse, at this size.
  const scale = Math.min(1, 1200 / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const read = Reflect.get(globalThis, 'jsQR') as (
    pixels: Uint8ClampedArray,
    width: number,
    height: number,
  ) => Code | null
  return read(data, canvas.width, canvas.height)?.data
}
