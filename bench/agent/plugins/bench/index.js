// The plugin of the bench: one method, which does nothing.
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1

export const activate = () => true

export const echo = value => value
