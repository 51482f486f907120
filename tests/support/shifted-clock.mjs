// Loaded before a program of a test (NODE_OPTIONS=--import): its wall clock is wrong by ATOMERA_TEST_CLOCK_SHIFT_MS. Monotonic clocks are as they are.
const shiftMs = Number(process.env.ATOMERA_TEST_CLOCK_SHIFT_MS ?? 0)
const TrueDate = Date
const now = () => TrueDate.now() + shiftMs

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, parts, made) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, made),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name, target)),
})
