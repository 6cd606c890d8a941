import { defineConfig } from 'vite'

const at = (file: string) => `${import.meta.dirname}/${file}`

/** Twice: what phones load, a script a page, and the pages as the server writes them (`--ssr`). */
export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  base: '/m/assets/',
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
  // Together with the packages: the server needs none of them at run time.
  ssr: { noExternal: true as const },
  build: {
    outDir: isSsrBuild ? '../../dist/h5Server' : '../../dist/h5',
    emptyOutDir: true,
    manifest: !isSsrBuild,
    // WeCom's own browser on older phones.
    target: 'es2020',
    reportCompressedSize: false,
    rolldownOptions: isSsrBuild
      ? { input: at('server.tsx'), output: { entryFileNames: 'pages.js' } }
      : {
          input: {
            ...{ sidebar: at('sidebar.tsx'), team: at('team.tsx'), handover: at('handover.tsx') },
            ...{ card: at('parcelCard.tsx'), hook: at('hook.tsx'), partner: at('partner.tsx') },
          },
          output: {
            entryFileNames: '[name]-[hash].js',
            chunkFileNames: '[name]-[hash].js',
            assetFileNames: '[name]-[hash][extname]',
          },
        },
  },
}))
