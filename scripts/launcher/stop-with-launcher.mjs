// Loaded into each child before its own program: when the launcher ends, however, its end of our standard input closes, and we end too.
// It is also how the launcher asks for a clean stop, on systems without signals as well.
process.stdin.on('error', () => undefined)
process.stdin.on('close', () => {
  if (process.platform === 'win32' && process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM', 'SIGTERM')
  else process.kill(process.pid, 'SIGTERM')
})
process.stdin.resume()
process.stdin.unref?.()
