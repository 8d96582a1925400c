/** Fixed for ever: a running workflow belongs to this application, and its code changes by DBOS.patch. */
export const APPLICATION_NAME = 'comptoir';
export const APPLICATION_VERSION = '1';
