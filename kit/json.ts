/**
 * JSON whose whole numbers of 16 digits and more are texts: read as numbers they would lose their last digits. Nothing
 * inside of a text changes.
 */
export const withLongNumbers = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (part) =>
    part.startsWith('"') ? part : `"${part}"`,
  )
