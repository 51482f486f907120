// Refuses a Node that is too old, in one sentence. Written in old syntax on purpose: the old Node must be able to read it.
var LEAST = [20, 19]

export function isNodeNewEnough(version) {
  var parts = version.split('.').map(Number)
  return parts[0] > LEAST[0] || (parts[0] === LEAST[0] && parts[1] >= LEAST[1])
}

export function demandNode() {
  if (isNodeNewEnough(process.versions.node)) return
  process.stderr.write(
    'Atomera needs Node ' + LEAST.join('.') + ' or newer, and this is Node ' + process.versions.node + ': install a newer one from https://nodejs.org.\n',
  )
  process.exit(1)
}
