// The peer of open-pose: a bare page with 3Dmol that fetches one mmCIF and shows it as a cartoon, in a picture as large as the product's.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { own } from './stage'

const LIBRARY = path.resolve(import.meta.dirname, '../../node_modules/3dmol/build/3Dmol-min.js')

const pageOf = ({ width, height }: { width: number; height: number }): string => `<!doctype html><title>bare</title>
<div id="pose" style="position:relative;width:${width}px;height:${height}px"></div>
<script src="/3Dmol.js"></script>
<script>
fetch('/pose.cif').then((answer) => answer.text()).then((text) => {
  const viewer = $3Dmol.createViewer(document.getElementById('pose'), { antialias: true, backgroundColor: 'white' })
  viewer.addModel(text, 'cif')
  viewer.setStyle({}, { cartoon: { color: 'spectrum' } })
  viewer.zoomTo()
  viewer.render()
})
</script>`

/** All of it compressed beforehand. Owned by the measure. */
export async function openBarePosePage(pose: string, size: { width: number; height: number }): Promise<string> {
  const files = new Map([
    ['/', { type: 'text/html', bytes: gzipSync(pageOf(size)) }],
    ['/3Dmol.js', { type: 'text/javascript', bytes: gzipSync(readFileSync(LIBRARY)) }],
    ['/pose.cif', { type: 'chemical/x-mmcif', bytes: gzipSync(pose) }],
  ])
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    if (file === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'gzip' }).end(file.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  own(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
