'use client'
// The confirming dialog, loaded when something is asked: the dialog's machinery is no part of a page's first load.
import dynamic from 'next/dynamic'

export const AskFirst = dynamic(() => import('./confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false })
