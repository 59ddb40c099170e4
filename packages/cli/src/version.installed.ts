declare const RANKWISE_VERSION: string;

/** Version of the package `rankwise`, written here when the folder is made. */
export const version = RANKWISE_VERSION;
