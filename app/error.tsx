'use client'
// Where the frame of the pages itself failed, the same words as within it.
export { default } from './(pages)/error'
