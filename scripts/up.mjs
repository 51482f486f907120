// `npm run up`: checks Node, installs what is missing, then hands over to scripts/launcher/up.ts. Written in old syntax on purpose.
import { demandNode } from './launcher/node-version.mjs'

demandNode()
import('./launcher/packages.mjs')
  .then(function (packages) {
    packages.demandPackages()
    return import('tsx/esm/api')
  })
  .then(function (tsx) {
    tsx.register()
    return import('./launcher/up.ts')
  })
  .catch(function (error) {
    process.stderr.write((error && error.stack) + '\n')
    process.exit(1)
  })
